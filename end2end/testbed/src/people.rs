//! People of a test's world, each with a role somewhere, signed in once.

use domain::access::Role;
use domain::id::OrganisationId;
use market::person::{self, AddUser, SignIn};
use market::{Actor, installation};

use crate::Bed;

/// The password of everybody here.
pub const PASSWORD: &str = "river boats at noon";

/// Somebody who is to be added.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'a> {
    /// Their name; their address is made from it.
    pub name: &'a str,
    /// As what.
    pub role: Role,
    /// Where.
    pub organisation: OrganisationId,
    /// The most they may order or approve alone, in pence including VAT; none is no limit.
    pub limit_pence: Option<i64>,
}

/// Somebody with one role in one organisation.
#[derive(Debug, Clone)]
pub struct Somebody {
    /// Their address, with which they sign in.
    pub email: String,
    /// As what they act.
    pub role: Role,
    /// For whom they act.
    pub organisation: OrganisationId,
    /// They, in a session opened when they were added.
    pub actor: Actor,
}

/// Adds somebody and signs them in.
pub async fn add(bed: &Bed, new: Newcomer<'_>) -> Somebody {
    let email = format!("{}@pool.example", new.name.to_lowercase().replace(' ', "."));
    let user = AddUser {
        email: email.clone(),
        name: new.name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation: new.organisation,
        role: new.role,
        order_limit_pence: new.limit_pence,
    };
    person::add_user(&bed.market, user).await.expect("somebody new");
    let actor = sign_in(bed, &email).await;
    Somebody { email, role: new.role, organisation: new.organisation, actor }
}

/// Signs somebody in, from a place of their own.
pub async fn sign_in(bed: &Bed, email: &str) -> Actor {
    let typed = SignIn {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        from: email.to_owned(),
        device: "test".to_owned(),
        known_by: None,
    };
    let token = person::sign_in(&bed.market, typed).await.expect("a session");
    let viewer = person::viewer(&bed.market, token.as_str()).await.expect("the session");
    viewer.actor().expect("somebody signed in").clone()
}

/// Whoever works for the association of partnerships, which is made with them.
pub async fn of_association(bed: &Bed) -> Somebody {
    let here = installation::organisation_for(&bed.market, Role::AssociationStaff, None).await;
    let organisation = here.expect("the association");
    let (name, role) = ("Vera Holt", Role::AssociationStaff);
    add(bed, Newcomer { name, role, organisation, limit_pence: None }).await
}

/// Whoever keeps the installation and founds its partnerships.
pub async fn operator(bed: &Bed) -> Somebody {
    let here = installation::organisation_for(&bed.market, Role::Operator, None).await;
    let organisation = here.expect("the installation");
    let name = "Nadia Okafor";
    add(bed, Newcomer { name, role: Role::Operator, organisation, limit_pence: None }).await
}
