//! The tables of the audit trail.

/// What happened.
pub mod entry {
    use sea_orm::entity::prelude::*;

    /// A row of `audit_entry`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub chain: Uuid,
        pub at: DateTimeUtc,
        pub person_id: Option<Uuid>,
        pub acting_for: Option<Uuid>,
        pub acting_through: Option<Uuid>,
        pub agent: Option<String>,
        pub action: String,
        pub subject: String,
        pub before_change: Option<String>,
        pub after_change: Option<String>,
        pub personal_digests: String,
    }

    /// No relation is followed from here.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Personal values, erasable.
pub mod personal {
    use sea_orm::entity::prelude::*;

    /// A row of `audit_personal`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_personal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub field: String,
        pub value: String,
        pub salt: Vec<u8>,
    }

    /// No relation is followed from here.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// In whose trail an entry stands besides that of its chain.
pub mod party {
    use sea_orm::entity::prelude::*;

    /// A row of `audit_party`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_party")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: Uuid,
    }

    /// No relation is followed from here.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Entries that wait for the sealing job.
pub mod unsealed {
    use sea_orm::entity::prelude::*;

    /// A row of `audit_unsealed`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_unsealed")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: Uuid,
    }

    /// No relation is followed from here.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry's place in its chain.
pub mod seal {
    use sea_orm::entity::prelude::*;

    /// A row of `audit_seal`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_seal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub entry_id: Uuid,
        pub hash: Vec<u8>,
        pub form: i64,
        pub sealed_at: DateTimeUtc,
    }

    /// No relation is followed from here.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
