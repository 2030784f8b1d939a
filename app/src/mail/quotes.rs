//! What is told of requests for quotes. No letter says what anybody quoted.

use domain::calendar::deadline_in_words;
use market::mail::{QuoteNews, QuoteTold};

use super::Said;
use crate::words::plural;

/// Any of them.
pub(super) fn said(told: &QuoteTold) -> Said {
    let QuoteTold { title, school, closes_at, .. } = told;
    let deadline = deadline_in_words(*closes_at);
    let (subject, paragraphs, link) = match &told.news {
        QuoteNews::Asked => (
            format!("{school} asks you for a quote: {title}"),
            vec![
                format!("{school} asks you for a quote: {title}."),
                format!("Send it by {deadline}. Nobody reads it before then, and until then you can change it or take it back."),
                "Everybody who is asked has the same specification. A question of yours is answered for all, without your name.".to_owned(),
            ],
            "Read what is needed and answer",
        ),
        QuoteNews::Question { question } => (
            format!("A question about {title}"),
            vec![
                format!("Somebody you asked for a quote has a question about {title}:"),
                question.clone(),
                format!("Your answer goes to everybody you asked. It can be given until {deadline}."),
            ],
            "Answer it",
        ),
        QuoteNews::Answered { question, answer } => (
            format!("An answer about {title}"),
            vec![
                format!("{school} answers a question about {title}, for everybody who was asked."),
                format!("Question: {question}"),
                format!("Answer: {answer}"),
                format!("Quotes can be sent and changed until {deadline}."),
            ],
            "See the specification",
        ),
        QuoteNews::Opened { answers, asked } => (
            format!("Quotes are open: {title}"),
            vec![
                format!(
                    "The deadline for {title} has come. {} of {asked} answered.",
                    plural(u64::from(*answers), "supplier", "suppliers")
                ),
                "You can compare what came, and choose one with a reason.".to_owned(),
            ],
            "Compare the quotes",
        ),
        QuoteNews::Chosen
        | QuoteNews::NotChosen
        | QuoteNews::NoneChosen
        | QuoteNews::Withdrawn { .. } => ended(told),
    };
    let said = Said::new(subject, paragraphs);
    match &told.path {
        Some(path) => said.link(link, path.clone()),
        None => Said {
            paragraphs: [
                said.paragraphs,
                vec![
                    "The links in our letters have run out, so it can be seen here no more."
                        .to_owned(),
                ],
            ]
            .concat(),
            ..said
        },
    }
}

/// What became of a quote, to whoever sent it: the subject, the words, and those of the link.
fn ended(told: &QuoteTold) -> (String, Vec<String>, &'static str) {
    let QuoteTold { title, school, .. } = told;
    let thanks = || "Thank you for the time you took to answer.".to_owned();
    let about = format!("About your quote: {title}");
    match &told.news {
        QuoteNews::Chosen => (
            format!("Your quote was chosen: {title}"),
            vec![
                format!("{school} has chosen your quote for {title}. Thank you."),
                "The school will be in touch to order. Nothing is ordered before that.".to_owned(),
            ],
            "See your quote",
        ),
        QuoteNews::Withdrawn { reason } => (
            format!("No quote is needed any more: {title}"),
            vec![
                format!("{school} has taken back its request for quotes: {title}."),
                format!("The reason: {reason}"),
                "What you sent has been read by nobody, and will not be. Thank you for your time."
                    .to_owned(),
            ],
            "See the request",
        ),
        QuoteNews::NoneChosen => {
            let told = format!("{school} has chosen none of the quotes for {title}.");
            (about, vec![told, thanks()], "See your quote")
        }
        QuoteNews::NotChosen
        | QuoteNews::Asked
        | QuoteNews::Question { .. }
        | QuoteNews::Answered { .. }
        | QuoteNews::Opened { .. } => {
            let told = format!("{school} has chosen another quote for {title} this time.");
            (about, vec![told, thanks()], "See your quote")
        }
    }
}
