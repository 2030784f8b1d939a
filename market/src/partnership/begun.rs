//! What a partnership enters after it was founded, so that it can sell: how far it has come.

/// The columns from which that is read, of the partnership in `$1`.
pub(crate) const BEGUN: &str = "\
    (SELECT COUNT(*) FROM service v WHERE v.partnership_id = $1) AS services, \
    (SELECT COUNT(*) FROM membership m WHERE m.partnership_id = $1 AND (EXISTS (SELECT 1 \
        FROM role_holding h WHERE h.organisation_id = m.organisation_id) OR EXISTS (SELECT 1 \
        FROM invitation i WHERE i.organisation_id = m.organisation_id))) AS invited, \
    (SELECT COUNT(*) FROM partnership q WHERE q.organisation_id = $1 \
        AND q.invoice_address IS NOT NULL) AS addressed, \
    (SELECT COUNT(*) FROM partnership q WHERE q.organisation_id = $1 \
        AND q.bank_account IS NOT NULL) AS banked";

/// How far a partnership has come towards its first sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// It has a service, whatever its state.
    pub has_service: bool,
    /// Somebody of a member school is here or has been invited.
    pub has_invited: bool,
    /// It has said what its invoices say.
    pub has_address: bool,
    /// Schools know where to pay.
    pub has_bank: bool,
}

impl Begun {
    /// From how many of each there are.
    pub(crate) const fn of(services: i64, invited: i64, addressed: i64, banked: i64) -> Self {
        Self {
            has_service: services > 0,
            has_invited: invited > 0,
            has_address: addressed > 0,
            has_bank: banked > 0,
        }
    }

    /// Whether nothing is left to enter.
    pub const fn is_done(&self) -> bool {
        self.has_service && self.has_invited && self.has_address && self.has_bank
    }
}
