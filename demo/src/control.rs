//! Who owns S1's company and sits on its board, and what it did outside Commonpool. That 56 schools own
//! 81% and the council 19% was published by the partnership (2021); all else is made up.

use domain::Failure;
use domain::calendar::{FinancialYear, FinancialYearKind};
use domain::control::{TypedActivity, TypedConclusion, TypedHolding, TypedSeat};
use market::control::{
    ConcludeControl, EndSeat, EnterActivity, EnterMembers, EnterSeat, EnterShareholding,
    ReverseActivity, conclude_control, end_seat, enter_activity, enter_members, enter_seat,
    enter_shareholding, reverse_activity, seat_choices, view_control,
};

use crate::founding::Founded;
use crate::services::COUNCIL;
use crate::stage::Stage;

/// So many shares for each of 56 schools, and so many for the council: 81% and 19% of 5,600.
const SHARES: (&str, &str) = ("81", "1064");
/// Made-up directors: the first speaks for the council, each other for a part of the schools.
const DIRECTORS: [&str; 4] =
    ["Isolde Farrant", "Kwabena Stroudley", "Maribel Thackwell", "Rufus Adeyemo-Lane"];
/// Sat on the board before.
const FORMER: &str = "Petra Lonsdane";
/// How many days ago the company began, and the former director left.
const BEGAN: u64 = 1_200;
const LEFT: u64 = 200;
/// For members and for others outside Commonpool, in the year before last and in the last one.
const OUTSIDE: [(&str, &str); 2] = [("2,610,000", "190,000"), ("2,540,000", "210,000")];

/// Enters it all.
pub(crate) async fn enter(stage: &Stage<'_>, founded: &Founded) -> Result<(), Failure> {
    shareholders(stage, founded).await?;
    board(stage, founded).await?;
    activity(stage, founded).await?;
    let (market, director) = (&stage.market, &founded.director);
    let shown = view_control(market, director).await?.together;
    let typed = TypedConclusion {
        concluded: "holds".to_owned(),
        reason:
            "Every year is well above 80%, every shareholder is a public authority, and each is \
                 represented. We look again each autumn. This conclusion is illustrative."
                .to_owned(),
    };
    let conclude = ConcludeControl { typed, shown, key: stage.key()? };
    conclude_control(market, director, conclude).await?;
    stage.tell("56 schools own 81% of their partnership and the council 19%");
    Ok(())
}

async fn shareholders(stage: &Stage<'_>, founded: &Founded) -> Result<(), Failure> {
    let (market, director) = (&stage.market, &founded.director);
    let held = |amount: &str| TypedHolding {
        measure: "shares".to_owned(),
        amount: amount.to_owned(),
        from: stage.days_ago(BEGAN).to_string(),
        ..TypedHolding::default()
    };
    let council =
        TypedHolding { kind: "council".to_owned(), name: COUNCIL.to_owned(), ..held(SHARES.1) };
    let council = EnterShareholding { typed: council, key: stage.key()? };
    enter_shareholding(market, director, council).await?;
    let schools = EnterMembers { typed: held(SHARES.0), key: stage.key()? };
    enter_members(market, director, schools).await?;
    Ok(())
}

async fn board(stage: &Stage<'_>, founded: &Founded) -> Result<(), Failure> {
    let (market, director) = (&stage.market, &founded.director);
    let choices = seat_choices(market, director).await?;
    // The council comes first in the register, the schools after it by name.
    let all: Vec<String> =
        choices.shareholders.iter().map(|one| one.shareholder.to_string()).collect();
    let (council, schools) = all.split_at(1);
    let each = schools.len().div_ceil(DIRECTORS.len().saturating_sub(1));
    let parts = std::iter::once(council).chain(schools.chunks(each.max(1)));
    let sits = |name: &str, represents: &[String]| TypedSeat {
        name: name.to_owned(),
        represents: represents.to_vec(),
        from: stage.days_ago(BEGAN).to_string(),
        ..TypedSeat::default()
    };
    for (name, represents) in DIRECTORS.into_iter().zip(parts) {
        let command = EnterSeat { typed: sits(name, represents), key: stage.key()? };
        enter_seat(market, director, command).await?;
    }
    let former = EnterSeat { typed: sits(FORMER, council), key: stage.key()? };
    let seat = enter_seat(market, director, former).await?;
    let ends_on = stage.days_ago(LEFT).to_string();
    end_seat(market, director, EndSeat { seat, ends_on, mistaken: false }).await
}

async fn activity(stage: &Stage<'_>, founded: &Founded) -> Result<(), Failure> {
    let (market, director) = (&stage.market, &founded.director);
    let this = FinancialYear::of(FinancialYearKind::AprilToMarch, stage.today);
    let years = [this.previous().previous(), this.previous()];
    let entered = |year: FinancialYear, (members, others): (&str, &str)| TypedActivity {
        year: year.first_on().to_string(),
        members: members.to_owned(),
        others: others.to_owned(),
        source: format!("Illustrative: accounts of {year}, without what was invoiced here"),
    };
    for (year, amounts) in years.into_iter().zip(OUTSIDE) {
        let command = EnterActivity { typed: entered(year, amounts), key: stage.key()? };
        enter_activity(market, director, command).await?;
    }
    let [_, last] = years;
    let twice = TypedActivity {
        source: "Illustrative: the council\u{2019}s contract, which the accounts hold already"
            .to_owned(),
        ..entered(last, ("600,000", ""))
    };
    let command = EnterActivity { typed: twice, key: stage.key()? };
    let entry = enter_activity(market, director, command).await?;
    let back = ReverseActivity { entry, key: stage.key()? };
    reverse_activity(market, director, back).await?;
    let running = TypedActivity {
        source: "Illustrative: management accounts to date, without what was invoiced here"
            .to_owned(),
        ..entered(this, ("1,120,000", "95,000"))
    };
    let command = EnterActivity { typed: running, key: stage.key()? };
    enter_activity(market, director, command).await.map(|_| ())
}
