//! Questions about services of the demo: one that was answered, and one that waits for the provider.

use domain::Failure;
use domain::enquiry::TypedEnquiry;
use domain::id::EnquiryId;
use market::enquiry::{
    AskAboutService, WriteEnquiry, ask_about_service, view_enquiry, write_enquiry,
};

use crate::cast::Cast;
use crate::services::Catalogue;
use crate::stage::Stage;

/// What is asked about.
const SERVICE: &str = "Counselling for pupils";

/// The tour's school asks twice; its counsellors' provider has answered once.
pub(crate) async fn ask(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let answered = begin(
        stage,
        cast,
        catalogue,
        ("When somebody is ill", "Does somebody else come if our counsellor is ill on the day?"),
    )
    .await?;
    let provider = view_enquiry(&stage.market, &cast.tour_school.buyer, answered).await?.provider;
    let acts =
        |actor: &&market::Actor| actor.acting_for().is_some_and(|acting| acting.name == provider);
    if let Some(manager) = cast.day_managers.iter().find(acts) {
        let words = "Yes, where one of the team is free that day. You are told by eight in the \
                     morning, and a day on which nobody can come costs nothing."
            .to_owned();
        let command = WriteEnquiry { enquiry: answered, words, key: stage.key()? };
        write_enquiry(&stage.market, manager, command).await?;
    }
    let waits = (
        "A room for two mornings",
        "We have one quiet room, free on Tuesday and Thursday mornings. Is that enough?",
    );
    begin(stage, cast, catalogue, waits).await?;
    stage.tell("a school has asked about a service, and waits for one answer");
    Ok(())
}

async fn begin(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    (subject, words): (&str, &str),
) -> Result<EnquiryId, Failure> {
    let typed = TypedEnquiry { subject: subject.to_owned(), words: words.to_owned() };
    let service = catalogue.service(SERVICE)?;
    let command = AskAboutService { service, typed, key: stage.key()? };
    ask_about_service(&stage.market, &cast.tour_school.buyer, command).await
}
