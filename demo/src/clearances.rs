//! The checks of the counsellors, entered by whoever keeps their days: one of them runs out soon. Every
//! number is made up.

use domain::Failure;
use domain::capacity::TypedClearance;
use market::capacity::{
    AskForClearances, RecordClearance, ask_for_clearances, record_clearance, view_pool,
};

use crate::cast::Cast;
use crate::services::Catalogue;
use crate::stage::Stage;

/// Which checks are asked for, with the first figures of their made-up numbers and how many days they
/// still count; nothing for no end.
const CHECKS: [(&str, &str, Option<u64>); 5] = [
    ("identity", "", None),
    ("enhanced_dbs", "0019", Some(900)),
    ("barred_list", "", Some(900)),
    ("registration", "BACP 30", Some(820)),
    ("insurance", "PI 71", Some(800)),
];

/// In how many days the registration of one of them runs out.
const SOON: u64 = 45;

/// Enters the checks of everybody who counsels pupils.
pub(crate) async fn enter(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let market = &stage.market;
    let service = catalogue.service("Counselling for pupils")?;
    let pool = view_pool(market, &cast.staff, service).await?;
    let last = pool.people.len();
    for (place, one) in (1..).zip(&pool.people) {
        for (kind, number, days) in CHECKS {
            let soon = place == last && kind == "registration";
            let days = if soon { Some(SOON) } else { days };
            let number =
                if number.is_empty() { String::new() } else { format!("{number}{place:04}") };
            let typed = TypedClearance {
                kind: kind.to_owned(),
                number,
                issued_on: stage.days_ago(190).to_string(),
                expires_on: days.map(|days| stage.in_days(days).to_string()).unwrap_or_default(),
                seen_by: cast.staff.name().to_owned(),
                seen_on: stage.days_ago(170).to_string(),
            };
            let command = RecordClearance { key: stage.key()?, practitioner: one.id, typed };
            record_clearance(market, &cast.staff, command).await?;
        }
    }
    let kinds = CHECKS.iter().map(|(kind, _, _)| (*kind).to_owned()).collect();
    let ask = AskForClearances { key: stage.key()?, service, kinds };
    ask_for_clearances(market, &cast.staff, ask).await?;
    stage.tell("the counsellors’ checks are entered, one of which runs out soon");
    Ok(())
}
