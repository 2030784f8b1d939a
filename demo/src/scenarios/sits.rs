//! Who sits on the committees of S3 and on the sub-groups of S12. All of them are made up.

use chrono::Days;
use domain::Failure;
use domain::access::Role;
use domain::group::{Office, TypedGroupSeat};
use domain::id::OrganisationId;
use market::Actor;
use market::group::{EndGroupSeat, EnterGroupSeat, end_group_seat, enter_group_seat};

use crate::people::Persona;
use crate::stage::Stage;

/// So many days before the others came the one sat down who is in the chair no more.
const BEFORE: u64 = 330;

/// Who it is.
enum Sits {
    /// The head whom one can be.
    Head,
    /// Somebody else.
    Named(&'static str),
}

/// The chair first; the last one was in the chair before.
const COMMITTEES: &[(&str, [(Sits, Office); 5])] = &[
    (
        "Committee for school improvement",
        [
            (Sits::Head, Office::Chair),
            (Sits::Named("Gideon Paxton"), Office::ViceChair),
            (Sits::Named("Marguerite Osei-Lund"), Office::Clerk),
            (Sits::Named("Fenella Arkwright"), Office::Member),
            (Sits::Named("Ambrose Tillingham"), Office::Chair),
        ],
    ),
    (
        "Committee for inclusion",
        [
            (Sits::Named("Petra Mowbray"), Office::Chair),
            (Sits::Head, Office::Member),
            (Sits::Named("Casimir Holt-Adeyemi"), Office::Member),
            (Sits::Named("Lettice Farrow"), Office::Observer),
            (Sits::Named("Orlando Keane"), Office::Chair),
        ],
    ),
    (
        "Sub-group for inclusion",
        [
            (Sits::Head, Office::Chair),
            (Sits::Named("Ursula Brandreth"), Office::Clerk),
            (Sits::Named("Thaddeus Igwe"), Office::Member),
            (Sits::Named("Rowena Sallis"), Office::Member),
            (Sits::Named("Hector Vane"), Office::Chair),
        ],
    ),
];

/// Enters whoever sits on a group, where it is one of these.
pub(super) async fn enter(
    stage: &Stage<'_>,
    director: &Actor,
    (name, group): (&str, OrganisationId),
    people: &[(Persona, &str)],
) -> Result<(), Failure> {
    let Some((_, sits)) = COMMITTEES.iter().find(|(of, _)| *of == name) else { return Ok(()) };
    let market = &stage.market;
    let head = people.iter().find(|(persona, _)| persona.role() == Role::Approver);
    let (head, _) = head.ok_or(Failure::NotFound)?;
    let today = market.today();
    let before = today.checked_sub_days(Days::new(BEFORE)).unwrap_or(today);
    let [others @ .., (former, office)] = sits;
    let enter = async |who: &Sits, office: Office, from: chrono::NaiveDate| {
        let (email, name) = match who {
            Sits::Head => (head.email(), String::new()),
            Sits::Named(name) => (String::new(), (*name).to_owned()),
        };
        let typed = TypedGroupSeat {
            email,
            name,
            office: office.code().to_owned(),
            organisation: String::new(),
            from: from.to_string(),
        };
        enter_group_seat(market, director, EnterGroupSeat { group, typed, key: stage.key()? }).await
    };
    let seat = enter(former, *office, before).await?;
    let ends_on = today.to_string();
    let end = EndGroupSeat { group, seat, ends_on, mistaken: false };
    end_group_seat(market, director, end).await?;
    for (who, office) in others {
        enter(who, *office, today).await?;
    }
    Ok(())
}
