//! A business manager whom three schools share, with the cost split by days. Costs are illustrative.

use std::sync::Arc;

use chrono::Months;
use domain::Failure;
use domain::id::OrganisationId;
use domain::sharing::{SharingReach, TypedSharing};
use market::sharing::{
    AgreeSharing, ProposeSharing, agree_sharing, propose_sharing, sharing_choices, view_sharing,
};

use crate::cast::{Cast, School};
use crate::schools::{Sort, Stands};
use crate::stage::Stage;

/// How many schools share her beside the one on the tour.
const OTHERS: usize = 2;
/// In so many days she begins.
const BEGINS: u64 = 14;
/// For so many months she is shared: what comes yearly comes once.
const MONTHS: u32 = 12;

/// The tour's school proposes it, and all three agree.
pub(crate) async fn agree(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let (market, school) = (&stage.market, &cast.tour_school);
    let known = sharing_choices(market, &school.buyer, None).await?;
    let others: Vec<(&Arc<School>, OrganisationId)> = cast
        .barking_and_dagenham
        .iter()
        .rev()
        .filter(|one| one.is.sort == Sort::Primary && one.is.stands == Stands::Full)
        .filter_map(|one| Some((one, one.head.acting_for()?.organisation)))
        .filter(|(_, id)| known.schools.iter().any(|choice| choice.school == *id))
        .take(OTHERS)
        .collect();
    let owner = known.own.school;
    let last_on = stage.in_days(BEGINS).checked_add_months(Months::new(MONTHS));
    let last_on = last_on.and_then(|day| day.pred_opt()).ok_or(Failure::NotFound)?;
    let text = |text: &str| text.to_owned();
    let none = || (String::new(), String::new());
    let typed = TypedSharing {
        kind: text("staff"),
        title: text("School business manager for three schools (illustrative)"),
        description: text(
            "Two days a week at the school that employs her, two at the second and one at the third: \
             budgets, orders and letting, and cover by telephone on the other days.",
        ),
        cost: [
            (text("Salary (illustrative)"), text("41,000")),
            (text("National Insurance and pension (illustrative)"), text("13,120")),
            (text("Training and travel (illustrative)"), text("1,250")),
            none(),
            none(),
        ],
        cost_kind: text("yearly"),
        split: text("days"),
        first_on: stage.in_days(BEGINS).to_string(),
        last_on: last_on.to_string(),
        notice_days: text("90"),
        stated_by: text("term"),
        answer_by: stage.in_days(BEGINS - 1).to_string(),
    };
    let command = ProposeSharing {
        key: stage.key()?,
        within: None,
        reach: SharingReach::Named,
        schools: others.iter().map(|(_, id)| *id).collect(),
        owner,
        weights: ["2", "2", "1"].map(str::to_owned).to_vec(),
        typed,
    };
    let sharing = propose_sharing(market, &school.buyer, command).await?;
    for head in std::iter::once(&school.head).chain(others.iter().map(|(one, _)| &one.head)) {
        let shown = view_sharing(market, head, sharing).await?;
        let portion = shown.bound.ok_or(Failure::NotFound)?.portion;
        let agreed = AgreeSharing { sharing, round: shown.sharing.round, portion };
        agree_sharing(market, head, agreed).await?;
    }
    stage.tell("three schools share a business manager");
    Ok(())
}
