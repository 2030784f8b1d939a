//! Letters about a sharing: to those who decide for the schools in it.

use domain::Failure;
use domain::access::{Action, Role};
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharerState, SharingState};

use super::stored::{Sharing, find_any};
use crate::Market;
use crate::db::{Writer, broken};
use crate::mail::{About, SharingNews, SharingTold};
use crate::person::{holders, tell_each, who_may};

fn about(sharing: &Sharing, news: SharingNews) -> About {
    About::Sharing(SharingTold {
        sharing: sharing.id,
        title: sharing.terms.title.clone(),
        proposer: sharing.proposer_name.clone(),
        owner: sharing.owner_name.clone(),
        answer_by: sharing.terms.answer_by,
        cost_kind: sharing.terms.cost_kind,
        total_net_pence: sharing.total.pence().get(),
        news,
    })
}

/// Tells those who buy for some schools.
pub(super) async fn schools(
    market: &Market,
    w: &Writer,
    sharing: &Sharing,
    schools: &[OrganisationId],
    news: &SharingNews,
) -> Result<(), Failure> {
    for school in schools {
        let people = who_may(w, *school, Action::PlaceOrder, market.today()).await?;
        tell_each(market, w, people, &about(sharing, news.clone())).await?;
    }
    Ok(())
}

/// Asks those who approve for each school that is asked, with its own portion.
pub(super) async fn asked(market: &Market, w: &Writer, sharing: &Sharing) -> Result<(), Failure> {
    for one in sharing.sharers.iter().filter(|one| one.state == SharerState::Asked) {
        let people = who_may(w, one.school, Action::ApproveOrder, market.today()).await?;
        let portion = one.portion.ok_or_else(|| broken("a portion that nobody worked out"))?;
        let portion_net_pence = portion.pence().get();
        let news = SharingNews::Asked { portion_net_pence, again: sharing.round > 1 };
        tell_each(market, w, people, &about(sharing, news)).await?;
    }
    Ok(())
}

/// Asks those who approve for a school's governors.
pub(super) async fn governors(
    market: &Market,
    w: &Writer,
    sharing: &Sharing,
    school: OrganisationId,
    news: &SharingNews,
) -> Result<(), Failure> {
    let people = holders(w, school, &[Role::Governor], market.today()).await?;
    tell_each(market, w, people, &about(sharing, news.clone())).await
}

/// On the morning after the last day for answers: tells whoever proposed it who said yes, unless schools
/// were asked anew since, it binds, or it was taken back. It changes nothing.
pub(crate) async fn tell_of_answers(
    market: &Market,
    id: SharingId,
    round: i64,
) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let sharing = find_any(market, &w, id).await?;
            let open = match sharing.state {
                SharingState::Gathering | SharingState::Proposed => true,
                SharingState::Bound | SharingState::Withdrawn => false,
            };
            if !open || sharing.round != round {
                return Ok(());
            }
            let yes = u32::try_from(sharing.who_said_yes().len()).unwrap_or(u32::MAX);
            let asked = u32::try_from(sharing.sharers.len()).unwrap_or(u32::MAX);
            let news = SharingNews::AnswersOver { yes, asked };
            schools(market, &w, &sharing, &[sharing.proposer], &news).await
        })
        .await
}
