//! A delivery that is not right, and the same again next school year, over HTTP with plain forms.

use axum::http::StatusCode;
use chrono::Weekday;
use domain::calendar::{SchoolYear, Terms, every_weekday_in_term};
use domain::capacity::Half;
use domain::id::InvoiceId;
use testbed::{Bed, on_both};

use crate::trade::{World, book_slots};
use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&format!("{name}@pool.example"), PASSWORD).await;
    browser
}

fn says(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(answer.text.contains(word), "{word}: {}", answer.text);
    }
}

/// The Tuesdays of a summer term, as addresses have them.
fn tuesdays(begins_in: i32) -> Vec<String> {
    let year = SchoolYear::beginning_in(begins_in).unwrap();
    let term = year.terms_of(Terms::typical())[2];
    let days = every_weekday_in_term(Weekday::Tue, term.first_on, &term);
    days.iter().map(ToString::to_string).collect()
}

/// Raises the credit note that was settled: wrong input is told, what it comes to is shown before.
async fn credit_note_of(staff: &mut Browser, invoice: InvoiceId) {
    let address = format!("/invoices/{invoice}/credit");
    let form = staff.get(&address).await;
    says(
        &form,
        &["What was settled with the school", "All that is left of it: £288 including VAT"],
    );
    let wrong = staff.send_form(&form.text, &address, &[("net", "5"), ("reason", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&wrong, &["Leave this empty, or choose one line", "value=\"5\""]);
    let why = [("what", "settled"), ("reason", "Nobody came.")];
    let check = staff.send_form(&form.text, &address, &why).await;
    says(
        &check,
        &["Check the credit note", "It cannot be undone.", "£48.00", "Raise a credit note of £288"],
    );
    let note = staff.send_form_and_follow(&check.text, &address, &[]).await;
    says(&note, &["Credit note RIVER-CN-000001", "RIVER-000001", "Nobody came.", "£288.00"]);
    says(&staff.get("/credit-notes").await, &["RIVER-CN-000001", "Not needed"]);
    says(&staff.get("/credit-notes.csv").await, &["RIVER-CN-000001,RIVER-000001", "288.00"]);
    let invoice = staff.get(&format!("/invoices/{invoice}")).await;
    says(&invoice, &["Credited", "Credited and paid of this invoice", "Still owed"]);
    assert!(!invoice.text.contains("How to pay") && !invoice.text.contains("To be credited"));
}

on_both! {
    async fn what_is_on_an_invoice_and_not_right_is_answered_and_to_be_credited(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &["2026-12-01"]).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-01T15:00:00Z"));
        world.deliver(&bed.market, &placed).await;
        let raised = world.invoice_all(&bed.market).await;
        let order = format!("/orders/{}", placed.order);
        let mut buyer = signed_in(&bed, "amina.rahman").await;
        let shown = buyer.get(&order).await;
        says(&shown, &["Is this right?", "If you say nothing, it counts as agreed.", "Yes, that is right"]);
        let asks = shown.text.split('"').find(|part| part.starts_with(&format!("{order}/dispute/"))).unwrap().to_owned();
        let page = buyer.get(&asks).await;
        let refused = buyer.send_form(&page.text, &asks, &[("words", "Nobody was there.")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&refused, &["Nobody was there.", "Never write about a pupil"]);
        let said = [("kind", "nobody_came"), ("words", "Nobody was there.")];
        let sent = buyer.send_form_and_follow(&page.text, &asks, &said).await;
        says(&sent, &["Not right: ", "It is on invoice", "It was right after all", "Disputed"]);
        says(&buyer.get("/orders.csv?state=disputed").await, &[&placed.reference]);
        let mut manager = signed_in(&bed, "priya.shah").await;
        says(&manager.get("/bookings").await, &["A school says that something is not right"]);
        says(&manager.get("/bookings.csv?when=disputed").await, &["Not right"]);
        let list = manager.get("/bookings?when=disputed").await;
        let answers = list.text.split('"').find(|part| part.contains("/answer/line_")).unwrap().to_owned();
        let page = manager.get(&answers).await;
        says(&page, &["Nobody was there.", "It is on an invoice already"]);
        let silent = manager.send_form(&page.text, &answers, &[("answer", "stand_by")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let gives_in = [("answer", "not_delivered"), ("words", "We mixed up the days.")];
        let settled = manager.send_form_and_follow(&page.text, &answers, &gives_in).await;
        says(&settled, &["It was not delivered, and costs nothing.", "We mixed up the days."]);
        let mut staff = signed_in(&bed, "sam.patel").await;
        let invoice = staff.get(&format!("/invoices/{}", raised[0].invoice)).await;
        says(&invoice, &["To be credited: £288 including VAT", "Raise a credit note"]);
        says(&staff.get("/invoices").await, &["To be credited"]);
        credit_note_of(&mut staff, raised[0].invoice).await;
        says(&staff.get(&order).await, &["Said not to be right by Amina Rahman", "Answered by the provider"]);
    }

    async fn a_term_of_tuesdays_is_offered_again_and_booked_with_its_price(bed) {
        let world = World::of(&bed).await;
        world.goes_on(&bed.market).await;
        let days = tuesdays(2026);
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        world.book(&bed.market, &world.head, &days).await.unwrap();
        let address = format!("/services/{}/pool/next-year", world.service);
        let mut staff = signed_in(&bed, "sam.patel").await;
        let page = staff.get(&address).await;
        says(&page, &["Next school year, 2027/28", "Hill Rise Primary", "Counsellor 1, Tuesdays", "Summer "]);
        let late = staff.send_form(&page.text, &address, &[("until", "1 1 2030")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = staff.send_form_and_follow(&page.text, &address, &[]).await;
        says(&done, &["held for 1 school", "Held until"]);
        says(&staff.get(&format!("{address}.csv")).await, &["Hill Rise Primary"]);
        let mut buyer = signed_in(&bed, "amina.rahman").await;
        says(&buyer.get("/").await, &["Say who comes again next school year"]);
        let offer = buyer.get("/next-year").await;
        says(&offer, &["Tuesdays with Counsellor 1, summer:", "including VAT, for all"]);
        let choose = offer.text.split('"').find(|part| part.ends_with("/choose")).unwrap().to_owned();
        let check = buyer.send_form_and_follow(&offer.text, &choose, &[]).await;
        let first = tuesdays(2027);
        says(&check, &["Check before you book", "Send for approval"]);
        let book = format!("/services/{}/book", world.service);
        let booked = buyer.send_form_and_follow(&check.text, &book, &[]).await;
        says(&booked, &["Sent for approval"]);
        says(&buyer.get("/next-year").await, &["Nothing is offered for the next school year"]);
        assert!(!first.is_empty());
    }

    async fn mornings_and_whole_days_are_offered_again_each_to_be_taken_as_it_is(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        world.goes_on(market).await;
        let by_halves = world.by_halves(&bed).await;
        let days = tuesdays(2026);
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        let mornings = (Some(Half::Morning), &days[..]);
        book_slots(market, &world.head, by_halves, mornings).await.unwrap();
        let address = format!("/services/{by_halves}/pool/next-year");
        let mut staff = signed_in(&bed, "sam.patel").await;
        let page = staff.get(&address).await;
        staff.send_form_and_follow(&page.text, &address, &[]).await;
        let mut buyer = signed_in(&bed, "amina.rahman").await;
        let offer = buyer.get("/next-year").await;
        says(&offer, &["Tuesdays (morning) with Counsellor 1, summer:"]);
        let choose = offer.text.split('"').find(|part| part.ends_with("/choose")).unwrap().to_owned();
        let check = buyer.send_form_and_follow(&offer.text, &choose, &[]).await;
        says(&check, &["Check before you book", "(morning)"]);
        let book = format!("/services/{by_halves}/book");
        buyer.send_form_and_follow(&check.text, &book, &[]).await;
        says(&buyer.get("/next-year").await, &["Nothing is offered for the next school year"]);
    }
}
