//! What people thought: one answer each, only of what was delivered, and figures from five answers on.

use domain::evaluation::{Satisfaction, TypedEvaluation};
use domain::id::{OrderId, PlaceId};
use domain::{Failure, Problem, Refusal};
use market::Viewer;
use market::evaluation::{
    AnswerByLink, AnswerForOrder, EvaluationsAsked, ReplyToEvaluation, answer_by_link,
    answer_for_order, asked_by_link, evaluation_of_order, evaluations, figures_of_service,
    reply_to_evaluation,
};
use market::home::partnership_home;
use market::mail::About;
use market::service::view_service;
use testbed::{Bed, on_both};

use crate::event::{at, wrong};
use crate::event_places::{take, with_event};
use crate::order::world::{World, key};

fn typed(score: &str) -> TypedEvaluation {
    TypedEvaluation { score: score.to_owned(), words: "It helped.".to_owned() }
}

fn answer(order: OrderId, place: Option<PlaceId>, score: &str) -> AnswerForOrder {
    AnswerForOrder { order, place, typed: typed(score), key: key() }
}

/// The secrets of the links that were sent.
fn links(bed: &Bed) -> Vec<String> {
    let token = |one: market::mail::Mail| match one.about {
        About::EvaluationAsked { token, .. } => Some(token),
        _ => None,
    };
    bed.letters.all().into_iter().filter_map(token).collect()
}

async fn of_partnership(bed: &Bed, world: &World) -> (Satisfaction, Satisfaction) {
    let figures = partnership_home(&bed.market, &world.staff).await.unwrap().thought;
    (figures.heads, figures.delegates)
}

on_both! {
    async fn a_delegate_answers_once_by_the_link_and_nobody_reads_whose_answer_it_is(bed) {
        let (world, service, event) = with_event(&bed, 20).await;
        let names = "Wren Castle, wren@hill.example\nBo Lind";
        let placed = take(&bed, &world.buyer, (service, event), 2, names).await.unwrap();
        let early = answer_for_order(&bed.market, &world.head, answer(placed.order, None, "5")).await;
        assert_eq!(early, Err(Failure::Refused(Refusal::NothingDelivered)));
        bed.clock.set(at("2027-01-19T17:00:00Z"));
        bed.run_jobs().await;
        let token = links(&bed).remove(0);
        assert!(!asked_by_link(&bed.market, &token).await.unwrap().is_answered);
        let none = AnswerByLink { token: token.clone(), typed: TypedEvaluation::default() };
        assert_eq!(wrong(answer_by_link(&bed.market, none).await), [("score", Problem::Missing)]);
        let by_link = AnswerByLink { token: token.clone(), typed: typed("4") };
        answer_by_link(&bed.market, by_link.clone()).await.unwrap();
        let again = answer_by_link(&bed.market, by_link.clone()).await;
        assert_eq!(again, Err(Failure::Refused(Refusal::AnsweredBefore)));
        let made_up = AnswerByLink { token: "x".to_owned(), ..by_link };
        let found = wrong(answer_by_link(&bed.market, made_up).await);
        assert_eq!(found, [("token", Problem::LinkExpired)]);
        let seen = evaluation_of_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        let answered: Vec<bool> = seen.delegates.iter().map(|one| one.is_answered).collect();
        assert_eq!(answered, [true, false]);
        // Bo told the school, which passes it on; once.
        let bo = Some(seen.delegates[1].place);
        let pass_on = || answer(placed.order, bo, "2");
        answer_for_order(&bed.market, &world.buyer, pass_on()).await.unwrap();
        let again = answer_for_order(&bed.market, &world.buyer, pass_on()).await;
        assert_eq!(again, Err(Failure::Refused(Refusal::AnsweredBefore)));
        let other = answer_for_order(&bed.market, &world.other_buyer, pass_on()).await;
        assert_eq!(other, Err(Failure::NotFound));
        let (_, delegates) = of_partnership(&bed, &world).await;
        assert_eq!(delegates, Satisfaction { answers: 2, favourable: 1 });
        assert_eq!(delegates.percent(), None, "two are too few");
        bed.clock.set(at("2027-03-21T09:00:00Z"));
        let late = asked_by_link(&bed.market, &token).await.unwrap_err();
        assert_eq!(late, Failure::field("token", Problem::LinkExpired));
    }

    async fn the_head_answers_once_for_an_order_that_was_delivered_and_the_provider_replies_once(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &["2026-12-08"]).await.unwrap();
        bed.clock.set(at("2026-12-08T16:00:00Z"));
        world.deliver(&bed.market, &placed).await;
        let good = || answer(placed.order, None, "5");
        let buyer = answer_for_order(&bed.market, &world.buyer, good()).await;
        assert_eq!(buyer, Err(Failure::NotAllowed), "whoever approves for the school is asked");
        answer_for_order(&bed.market, &world.head, good()).await.unwrap();
        let again = answer_for_order(&bed.market, &world.head, answer(placed.order, None, "1")).await;
        assert_eq!(again, Err(Failure::Refused(Refusal::AnsweredBefore)));
        let asked = EvaluationsAsked::default;
        let all = evaluations(&bed.market, &world.manager, asked()).await.unwrap().items;
        assert_eq!((all.len(), all[0].school.as_str()), (1, "Hill Rise Primary"));
        let reply = |text: &str| ReplyToEvaluation {
            evaluation: all[0].id,
            reply: text.to_owned(),
            key: key(),
        };
        reply_to_evaluation(&bed.market, &world.manager, reply("Thank you.")).await.unwrap();
        let again = reply_to_evaluation(&bed.market, &world.staff, reply("And again.")).await;
        assert_eq!(again, Err(Failure::Refused(Refusal::AnsweredBefore)));
        let seen = evaluation_of_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert_eq!(seen.head.unwrap().reply.as_deref(), Some("Thank you."));
    }

    async fn a_figure_is_shown_from_five_answers_on(bed) {
        let (world, service, event) = with_event(&bed, 20).await;
        let placed = take(&bed, &world.buyer, (service, event), 5, "").await.unwrap();
        bed.clock.set(at("2027-01-19T17:00:00Z"));
        bed.run_jobs().await;
        let seen = evaluation_of_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        let viewer = Viewer::Visitor;
        for (delegate, score) in seen.delegates.iter().zip(["5", "4", "4", "3", "5"]) {
            let service = view_service(&bed.market, &viewer, service).await.unwrap();
            let shown = figures_of_service(&bed.market, &service).await.unwrap();
            assert_eq!(shown.delegates.percent(), None);
            let one = answer(placed.order, Some(delegate.place), score);
            answer_for_order(&bed.market, &world.buyer, one).await.unwrap();
        }
        let service = view_service(&bed.market, &viewer, service).await.unwrap();
        let shown = figures_of_service(&bed.market, &service).await.unwrap();
        assert_eq!(shown.delegates.percent(), Some(80));
        assert_eq!(shown.heads, Satisfaction::default());
    }
}
