//! A group deal from draft to order, by plain forms; and its live stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;
use domain::access::Role;
use domain::id::DealId;
use market::baseline::Proof;
use market::deal;
use testbed::on_both;

use crate::deal_world::*;
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &testbed::Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&format!("{name}@pool.example"), PASSWORD).await;
    browser
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split_once(after).unwrap().0
}

fn draft() -> Vec<(&'static str, &'static str)> {
    vec![
        ("title", "HR advice and payroll"),
        ("category", "hr"),
        ("provider", "new"),
        ("provider_name", "Fenwick Payroll"),
        ("description", "Advice by telephone, payroll every month."),
        ("unit", "pupil"),
        ("from_1", "0"),
        ("price_1", "14.50"),
        ("from_2", "300"),
        ("price_2", "12.75"),
        ("quorum_schools", "2"),
        ("closes-day", "18"),
        ("closes-month", "12"),
        ("closes-year", "2026"),
        ("closes_time", "17:00"),
        ("starts_on-day", "1"),
        ("starts_on-month", "4"),
        ("starts_on-year", "2027"),
        ("months", "24"),
        ("fee", "2"),
        ("vat", "standard"),
    ]
}

/// What cannot be read and what no deal may be, in one go; and nothing that was typed is lost.
async fn all_that_is_wrong_is_told_at_once(lead: &mut Browser, usual: &str) {
    let mut wrong = draft();
    let emptied = ["title", "months", "price_2"];
    wrong.retain(|(name, _)| !emptied.contains(name));
    wrong.extend([("title", ""), ("months", "0"), ("price_2", "15")]);
    let refused = lead.send_form(usual, "/deals/new", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in emptied {
        let (led_to, said) = (format!("href=\"#{field}\""), format!("id=\"{field}-error\""));
        assert!(refused.text.contains(&led_to) && refused.text.contains(&said), "{field}");
    }
    assert!(refused.text.contains("Fenwick Payroll"), "what was typed is kept");
}

/// Lines of a year each, one title and one total: all of the whole contract, and from the deal.
async fn the_order_is_of_the_whole_contract(buyer: &mut Browser, at: &str, page: &str) {
    let order = format!("/orders/order_{}", between(page, "href=\"/orders/order_", "\""));
    let order = buyer.get(&order).await;
    let lead =
        "HR advice and payroll: 1 Apr 2027 to 31 Mar 2029, in 2 yearly parts, by Fenwick Payroll";
    for words in [lead, "for the whole contract", "year 1 of 2", "year 2 of 2"] {
        assert!(order.text.contains(words), "{words}: {}", order.text);
    }
    assert!(order.text.contains(&format!("<a href=\"{at}\"")), "{}", order.text);
    let orders = buyer.get("/orders").await;
    assert!(orders.text.contains("HR advice and payroll") && !orders.text.contains("year 1 of"));
}

on_both! {
    async fn a_deal_is_written_opened_signed_and_met_without_javascript(bed) {
        let world = world(&bed, 3).await;
        let mut lead = signed_in(&bed, "lead").await;
        let usual = lead.get("/deals/new").await;
        assert_eq!(usual.status, StatusCode::OK);
        all_that_is_wrong_is_told_at_once(&mut lead, &usual.text).await;
        let made = lead.send_form(&usual.text, "/deals/new", &draft()).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let at = made.leads_to().to_owned();
        let edit = lead.get(&format!("{at}/edit")).await;
        assert!(edit.text.contains("value=\"14.50\""), "{}", edit.text);
        let page = lead.get(&at).await;
        let open = lead.send_form_and_follow(&page.text, &format!("{at}/open"), &[]).await;
        assert!(open.text.contains("Closes Friday 18 December 2026 at 5pm"), "{}", open.text);

        for (number, pupils) in [(1, "110"), (2, "200")] {
            let mut buyer = signed_in(&bed, &format!("buyer{number}")).await;
            let page = buyer.get(&at).await;
            assert!(page.text.contains("Sign up"), "{}", page.text);
            let empty = buyer.post(&format!("{at}/sign-up"), &[("quantity", "many")]).await;
            assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
            let form = buyer.get(&format!("{at}/sign-up")).await;
            let wrong = [("quantity", "many"), ("baseline", "another")];
            let wrong = buyer.send_form(&form.text, &format!("{at}/sign-up"), &wrong).await;
            let summary = between(&wrong.text, "There is a problem", "</ul>");
            let told = ["#quantity", "#supplier", "#yearly"].map(|field| summary.find(field));
            assert!(told.is_sorted() && told[0].is_some(), "not as on the form: {summary}");
            let check = buyer
                .send_form_and_follow(
                    &form.text,
                    &format!("{at}/sign-up"),
                    &[
                        ("quantity", pupils),
                        ("baseline", "another"),
                        ("supplier", "Old Payroll"),
                        ("yearly", "2000"),
                        ("note", "Our ledger of last year"),
                        ("purchase_order_number", "PO-7"),
                    ],
                )
                .await;
            assert!(check.text.contains("at most £14.50 per pupil a year excluding VAT"), "{}", check.text);
            let why = [("quantity_reason", "Two classes join us in April")];
            let to = format!("{at}/check");
            let done = buyer.send_form_and_follow(&check.text, &to, &why).await;
            assert!(done.text.contains("has signed up"), "{}", done.text);
            assert!(done.text.contains("PO-7"));
            // The way back leads to what was signed, and not to signing it again.
            for again in [format!("{at}/sign-up"), format!("{to}?quantity={pupils}&baseline=x")] {
                let back = buyer.get(&again).await;
                assert_eq!(back.leads_to(), format!("{at}/signed-up"), "{again}: {}", back.text);
            }
        }
        let mut other = signed_in(&bed, "buyer3").await;
        let page = other.get(&at).await;
        // 310 pupils: the break from 300 is reached.
        assert!(page.text.contains("£12.75"), "{}", page.text);
        assert!(page.text.contains("2 schools have signed up. That is enough for the deal to go ahead."));
        close(&bed).await;
        // A session lasts twelve hours: everybody signs in again.
        let mut buyer = signed_in(&bed, "buyer1").await;
        let page = buyer.get(&at).await;
        assert!(page.text.contains("Going ahead with 2 schools"), "{}", page.text);
        the_order_is_of_the_whole_contract(&mut buyer, &at, &page.text).await;
        let mut late = signed_in(&bed, "buyer3").await;
        for too_late in [format!("{at}/sign-up"), format!("{at}/check?quantity=3&baseline=x")] {
            let page = late.get(&too_late).await;
            assert_eq!(page.status, StatusCode::CONFLICT, "{too_late}");
            assert!(page.text.contains("This deal has closed"), "{}", page.text);
        }
        drop(world);
    }

    async fn a_school_leaves_and_a_deal_not_going_ahead_says_that_nobody_owes_anything(bed) {
        let world = world(&bed, 2).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        let mut buyer = signed_in(&bed, "buyer1").await;
        let leave = format!("/deals/{deal}/leave");
        let asked = buyer.get(&leave).await;
        let key = between(&asked.text, "name=\"key\" value=\"", "\"");
        let left = buyer.post_and_follow(&leave, &[("key", key)]).await;
        assert!(left.text.contains("1 school has signed up. The deal goes ahead with 3."), "{}", left.text);
        close(&bed).await;
        let mut buyer = signed_in(&bed, "buyer2").await;
        let page = buyer.get(&format!("/deals/{deal}")).await;
        assert!(page.text.contains("nobody owes anything"), "{}", page.text);
        for show in ["open", "soon", "mine", "met", "not-going-ahead", "drafts"] {
            assert_eq!(buyer.get(&format!("/deals?show={show}")).await.status, StatusCode::OK);
        }
    }

    async fn over_her_limit_a_buyer_is_told_and_can_ask_the_approvers(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let member = &world.schools[0];
        person(&bed, member.school, Role::Buyer, "limited", Some(100_000)).await;
        let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
        let mut buyer = signed_in(&bed, "limited").await;
        let check = buyer.get(&format!("/deals/{deal}/check?quantity=117&baseline={baseline}")).await;
        assert!(check.text.contains("This is over your limit of £1,000 including VAT"), "{}", check.text);
        let key = between(&check.text, "name=\"key\" value=\"", "\"").to_owned();
        let baseline = baseline.to_string();
        let fields = [("quantity", "117"), ("baseline", baseline.as_str()), ("key", key.as_str())];
        let asked = buyer.post(&format!("/deals/{deal}/ask"), &fields).await;
        assert!(asked.text.contains("Nobody at your school is an approver"), "{}", asked.text);
        let by_hand = buyer.post(&format!("/deals/{deal}/check"), &fields).await;
        assert_eq!(by_hand.status, StatusCode::CONFLICT);
        let own = buyer.get(&format!("/deals/{deal}")).await;
        assert!(own.text.contains("You asked for a signature for 117 pupils"), "{}", own.text);
        // Whoever may sign finds who asks, and for how many.
        let mut signer = signed_in(&bed, "buyer1").await;
        for page in [format!("/deals/{deal}"), format!("/deals/{deal}/sign-up")] {
            let page = signer.get(&page).await;
            let asks = "Person limited asks you to sign up for 117 pupils";
            assert!(page.text.contains(asks), "{}", page.text);
        }
        let form = signer.get(&format!("/deals/{deal}/sign-up")).await;
        let quantity = between(&form.text, "name=\"quantity\"", ">");
        assert!(quantity.contains("value=\"117\""), "{quantity}");
        sign_up(&bed.market, deal, member).await.unwrap();
        let signed = signer.get(&format!("/deals/{deal}")).await;
        assert!(!signed.text.contains("asks you to sign up"), "{}", signed.text);
    }

    async fn the_stream_of_a_deal_that_has_ended_tells_its_state_once_and_ends(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        close(&bed).await;
        let mut buyer = signed_in(&bed, "buyer1").await;
        let stream = buyer.get(&format!("/deals/{deal}/live")).await;
        assert_eq!(stream.headers["content-type"], "text/event-stream");
        assert_eq!(stream.text.matches("event: said").count(), 1, "{}", stream.text);
        assert!(stream.text.contains("is going ahead"), "{}", stream.text);
        assert!(stream.text.ends_with("event: ended\ndata: \ndata: \n\n"), "{}", stream.text);
        assert!(stream.text.contains("cp-chart__svg"), "the staircase comes along");
        // It moves on from the version that an open page was drawn at, which is asked for again.
        assert_eq!(stream.text.matches("event: moved\ndata: ").count(), 1, "{}", stream.text);
        let stranger = organisation(&world.sql, "school", "Outside School", Some("900001")).await;
        person(&bed, stranger, Role::Buyer, "stranger", None).await;
        let mut stranger = signed_in(&bed, "stranger").await;
        let hidden = stranger.get(&format!("/deals/{deal}/live")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    }

    async fn the_page_of_a_deal_asks_the_database_as_often_for_two_schools_as_for_forty(bed) {
        let world = world(&bed, 40).await;
        let deal = open(&bed, &world).await;
        let count = Arc::new(AtomicU64::new(0));
        let mut bed = bed;
        bed.market.count_statements(count.clone());
        let asks = |bed: &testbed::Bed, deal: DealId| {
            let (market, buyer) = (bed.market.clone(), world.schools[0].buyer.clone());
            async move { deal::view_deal(&market, &buyer, deal, None).await.unwrap() }
        };
        let (mut asked, mut joined) = (Vec::new(), 0);
        for members in [2, 40] {
            for member in &world.schools[joined..members] {
                sign_up(&bed.market, deal, member).await.unwrap();
            }
            joined = members;
            count.store(0, Ordering::SeqCst);
            assert_eq!(asks(&bed, deal).await.schools.len(), members);
            asked.push(count.load(Ordering::SeqCst));
        }
        assert_eq!(asked[0], asked[1]);
        assert!(asked[0] <= 10, "{asked:?}");
    }
}
