//! People to act in tests.

use domain::access::Role;
use domain::id::OrganisationId;
use market::installation::{self, InstallationKind};
use market::person::{self, ActFor, AddUser, SignIn, Token};
use market::{Actor, Market, Viewer};
use testbed::Bed;

/// The password of everybody in tests.
pub const PASSWORD: &str = "river boats at noon";

/// Somebody with a role in an organisation, signed in. Those of one address are one person.
pub async fn actor(bed: &Bed, email: &str, organisation: OrganisationId, role: Role) -> Actor {
    let add = AddUser {
        email: email.to_owned(),
        name: email.split('@').next().unwrap().to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role,
        order_limit_pence: None,
    };
    person::add_user(&bed.market, add).await.unwrap();
    sign_in_for(&bed.market, email, organisation).await
}

/// Whoever has the address, signed in, acting for whom they would at once.
pub async fn sign_in(market: &Market, email: &str) -> Actor {
    let token = session(market, email).await;
    who(market, &token).await
}

/// Whoever has the address, signed in, acting for an organisation.
pub async fn sign_in_for(market: &Market, email: &str, organisation: OrganisationId) -> Actor {
    let token = session(market, email).await;
    let actor = who(market, &token).await;
    person::act_for(market, &actor, ActFor { organisation, through: None }).await.unwrap();
    who(market, &token).await
}

async fn session(market: &Market, email: &str) -> Token {
    let sign_in = SignIn {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        from: "test".to_owned(),
        device: "test".to_owned(),
        known_by: None,
    };
    person::sign_in(market, sign_in).await.unwrap()
}

async fn who(market: &Market, token: &Token) -> Actor {
    let viewer = person::viewer(market, token.as_str()).await.unwrap();
    let Viewer::Actor(actor) = viewer else { panic!("not signed in") };
    *actor
}

/// The operator of the installation.
pub async fn operator(bed: &Bed) -> Actor {
    installation::claim(&bed.market, InstallationKind::Real).await.unwrap();
    let itself = installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap();
    actor(bed, "nadia@pool.example", itself, Role::Operator).await
}
