//! What is told of what schools share.

use domain::calendar::day_in_words;
use domain::{Net, Pence};
use market::mail::{SharingNews, SharingTold};

use super::Said;
use crate::words::{plural, sharing as words};

/// Any of them.
pub(super) fn said(told: &SharingTold) -> Said {
    let SharingTold { title, proposer, owner, .. } = told;
    let until = day_in_words(told.answer_by);
    let cost = |pence| words::cost(told.cost_kind, Net(Pence::new(pence)));
    let page = format!("/sharing/{}", told.sharing);
    let (subject, paragraphs, link) = match &told.news {
        SharingNews::WhoJoins => (
            format!("Would your school share this? {title}"),
            vec![
                format!("{proposer} asks the schools of the area who would share: {title}."),
                format!(
                    "All of it costs {}. Say by {until} whether your school would join. That binds nobody: \
                     you see your part of the cost, and agree to it or not, afterwards.",
                    cost(told.total_net_pence)
                ),
            ],
            "See what is shared",
        ),
        SharingNews::Joins { school } => (
            format!("{school} would join: {title}"),
            vec![format!(
                "{school} would share {title}. It can change its mind until {until}. Ask those who would join to agree whenever you like."
            )],
            "See who would join",
        ),
        SharingNews::Asked { portion_net_pence, again } => {
            let asks = if *again {
                format!(
                    "Parts of the cost were worked out again for {title}, since not every school shares it."
                )
            } else {
                format!("{proposer} proposes to share: {title}.")
            };
            let subject = format!("Agree to share? {title}, {}", cost(*portion_net_pence));
            let paragraphs = vec![
                asks,
                format!(
                    "Your school’s part of the cost is {}, of {} in all.",
                    cost(*portion_net_pence),
                    cost(told.total_net_pence)
                ),
                format!(
                    "{owner} employs or owns it. Please agree or decline by {until}. Nothing binds your \
                     school before every school has agreed."
                ),
            ];
            (subject, paragraphs, "Read it and answer")
        }
        SharingNews::Governors => (
            format!("Governors asked to agree: {title}"),
            vec![format!(
                "Your school’s head has agreed to share {title}. By your school’s rules its governors agree \
                 as well, by {until}."
            )],
            "Read it and answer",
        ),
        SharingNews::Agreed { .. }
        | SharingNews::Declined { .. }
        | SharingNews::LeftOut
        | SharingNews::AnswersOver { .. }
        | SharingNews::Bound
        | SharingNews::Withdrawn { .. }
        | SharingNews::Moved { .. }
        | SharingNews::Ends { .. } => became(told),
    };
    Said::new(subject, paragraphs).link(link, page)
}

/// What became of it: the subject, the words, and those of the link.
fn became(told: &SharingTold) -> (String, Vec<String>, &'static str) {
    let SharingTold { title, proposer, .. } = told;
    let see = "See how it stands";
    match &told.news {
        SharingNews::Agreed { school } => (
            format!("{school} agrees: {title}"),
            vec![format!("{school} has agreed to share {title}. It binds once all have.")],
            see,
        ),
        SharingNews::Declined { school, words } => (
            format!("{school} declines: {title}"),
            vec![
                format!("{school} does not share {title}. In their words:"),
                words.clone(),
                "Nothing binds anybody. The school that proposed it can go on with those who agreed: \
                 then parts of the cost are worked out again, and everybody is asked again."
                    .to_owned(),
            ],
            see,
        ),
        SharingNews::LeftOut => (
            format!("No answer needed any more: {title}"),
            vec![
                format!("{proposer} goes on without your school, which had not answered: {title}."),
                "It binds your school to nothing. Write to them if you would still like to share it."
                    .to_owned(),
            ],
            see,
        ),
        SharingNews::AnswersOver { yes, asked } => (
            format!("Time for answers is over: {title}"),
            vec![format!(
                "{yes} of {} said yes to {title}. You can go on with them, or take it back.",
                plural(u64::from(*asked), "school", "schools")
            )],
            "Decide what comes next",
        ),
        SharingNews::Withdrawn { reason } => (
            format!("Taken back: {title}"),
            vec![
                format!("{proposer} has taken back what it proposed to share: {title}."),
                format!("The reason: {reason}"),
                "It binds nobody.".to_owned(),
            ],
            see,
        ),
        SharingNews::Moved { school, successor } => (
            format!("{successor} takes the place of {school}: {title}"),
            vec![format!(
                "By the national register {school} goes on as {successor}. It shares {title} with you in its \
                 place, with the same part of the cost and the same days."
            )],
            see,
        ),
        SharingNews::Ends { school, on, words } => (
            format!("Ends early: {title}"),
            vec![
                format!("{school} has given notice: {title} ends on {}.", day_in_words(*on)),
                format!("In their words: {words}"),
                "What each school owes until then is on the statement.".to_owned(),
            ],
            "See the statement",
        ),
        SharingNews::Bound
        | SharingNews::WhoJoins
        | SharingNews::Joins { .. }
        | SharingNews::Asked { .. }
        | SharingNews::Governors => (
            format!("All agreed: {title}"),
            vec![
                format!("Every school has agreed to share {title}. It binds all of them now."),
                "Who owes whom what is on its statement, to print or as a file.".to_owned(),
            ],
            "See it with its statement",
        ),
    }
}
