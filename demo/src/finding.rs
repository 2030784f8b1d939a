//! What helps the demo's people to find services again: what the tour's business manager looked at, and the
//! searches that she keeps.

use domain::Failure;
use domain::saved_search::Criteria;
use domain::service::Category;
use market::Viewer;
use market::saved_search::{SaveSearch, save_search};
use market::service::note_viewed;

use crate::cast::Cast;
use crate::services::Catalogue;
use crate::stage::Stage;

/// The services that she looked at, the last one last.
const VIEWED: [&str; 4] = [
    "Speech and language therapist",
    "Educational psychologist",
    "Clerking of your governing body",
    "Counselling for pupils",
];

/// She looked at four services yesterday, and keeps two searches.
pub(crate) async fn keep(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let buyer = &cast.tour_school.buyer;
    let viewer = Viewer::Actor(Box::new(buyer.clone()));
    for (title, hour) in VIEWED.into_iter().zip(9..) {
        stage.set(stage.days_ago(1), hour);
        note_viewed(&stage.market, &viewer, catalogue.service(title)?).await;
    }
    stage.set(stage.today, 8);
    let speech = Criteria { words: "speech therapy".to_owned(), ..Criteria::default() };
    let governors = Criteria { category: Some(Category::GovernorServices), ..Criteria::default() };
    for (name, criteria) in
        [("Speech and language", speech), ("Anything for our governors", governors)]
    {
        let save = SaveSearch { name: name.to_owned(), criteria };
        save_search(&stage.market, buyer, save).await?;
    }
    stage.tell("a business manager keeps two searches");
    Ok(())
}
