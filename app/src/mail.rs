//! The words of every message: plain text and simple HTML, one purpose, one link.

mod account;
mod approval;
mod buy_back;
mod cover;
mod deal;
mod dispute;
mod enquiry;
mod event;
mod order;
mod partnership;
mod people;
mod quotes;
mod search;
mod service;
mod sharing;
mod succession;
mod trust;
mod waiting;

use market::mail::{About, Mail};

use crate::words::plural;

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Who, what, how much.
    pub subject: String,
    /// The message as plain text.
    pub text: String,
    /// The message as HTML.
    pub html: String,
}

/// What a message says, before it is laid out.
struct Said {
    subject: String,
    paragraphs: Vec<String>,
    link: Option<(String, String)>,
}

impl Said {
    fn new(subject: impl Into<String>, paragraphs: Vec<String>) -> Self {
        Self { subject: subject.into(), paragraphs, link: None }
    }

    /// Leads the reader to a path of the product.
    fn link(self, words: &str, path: impl Into<String>) -> Self {
        Self { link: Some((words.to_owned(), path.into())), ..self }
    }
}

/// Puts a message into words. `url` is the product's address, without a slash at its end.
pub fn write(mail: &Mail, url: &str) -> Letter {
    let said = say(&mail.about);
    let greeting = format!("Dear {},", mail.name);
    let closing = "Commonpool";
    let mut text = format!("{greeting}\n\n{}\n", said.paragraphs.join("\n\n"));
    let mut html = format!("<p>{}</p>", escaped(&greeting));
    for paragraph in &said.paragraphs {
        html.push_str(&format!("<p>{}</p>", escaped(paragraph)));
    }
    if let Some((words, path)) = &said.link {
        text.push_str(&format!("\n{words}:\n{url}{path}\n"));
        html.push_str(&format!(
            "<p><a href=\"{}\">{}</a></p>",
            escaped(&format!("{url}{path}")),
            escaped(words)
        ));
    }
    text.push_str(&format!("\n{closing}\n"));
    html.push_str(&format!("<p>{closing}</p>"));
    let html = format!("<!DOCTYPE html><html lang=\"en-GB\"><body>{html}</body></html>");
    Letter { subject: said.subject, text, html }
}

fn say(about: &About) -> Said {
    match about {
        About::PasswordReset { token } => account::password_reset(token),
        About::SecondFactorOn => account::second_factor_on(),
        About::SecondFactorOff => account::second_factor_off(),
        About::RecoveryCodesRenewed => account::recovery_codes_renewed(),
        About::RecoveryCodeUsed { codes_left } => account::recovery_code_used(*codes_left),
        About::AccountClosed => account::closed(),
        About::Digest { items } => digest(items),
        About::Invitation { token, organisation, invited_by } => {
            people::invitation(token, organisation, invited_by)
        }
        About::TermsProposed { provider, service, path } => {
            service::proposed(provider, service, path)
        }
        About::TermsDecided { service, reason, path } => {
            service::decided(service, reason.as_deref(), path)
        }
        About::JoinAsked { school, asked_by, path } => people::join_asked(school, asked_by, path),
        About::JoinWaits { school, asked_by } => people::join_waits(school, asked_by),
        About::JoinRefused { school } => people::join_refused(school),
        About::RoleTaken { organisation, name, role } => {
            people::role_taken(organisation, name, role)
        }
        About::PersonLeft { organisation, name } => people::person_left(organisation, name),
        About::DeputyNamed { school, approver, first_on, last_on, limit_pence } => {
            people::deputy_named((school, approver), (*first_on, *last_on), *limit_pence)
        }
        About::PartnershipChange { what, by, wanted } => partnership::change(*what, by, wanted),
        About::HostAsked { hosting, partnership, asked_by } => {
            partnership::host_asked(*hosting, partnership, asked_by)
        }
        About::HostAnswered { host, agreed } => partnership::host_answered(host, *agreed),
        About::OrderPlaced(told) => order::placed(told),
        About::OrderDecided { order, state, reason } => {
            order::decided(order, state, reason.as_deref())
        }
        About::OrderLapsed(told) => order::lapsed(told),
        About::ApprovalNeeded(told) => approval::needed(told),
        About::BuyBack(told) => buy_back::said(told),
        About::BookingReceived(told) => order::booking_received(told),
        About::BookingMoved { order, before, school } => {
            succession::booking_moved(order, before, school)
        }
        About::BookingCancelled(told) => order::booking_cancelled(told),
        About::ClearanceEnds { name, pool, until, ended, days, path } => {
            cover::clearance_ends((name, pool), (*until, *ended), days, path)
        }
        About::CoverNeeded { name, pool, days, path } => {
            cover::cover_needed((name, pool), days, path)
        }
        About::StandInComes { order, day, name } => cover::stand_in_comes(order, *day, name),
        About::YouStandIn { day, half, what, school } => {
            cover::you_stand_in((*day, *half), what, school)
        }
        About::DayMoved { order, from, to, path } => cover::day_moved(order, (*from, *to), path),
        About::VisitMoved(told) => cover::visit_moved(told),
        About::DayNotDelivered(order) => cover::day_not_delivered(order),
        About::DeliveriesConfirmed(told) => dispute::confirmed(told),
        About::Dispute { told, what } => dispute::said(told, what),
        About::DaysUncertain { what, provider, days } => {
            cover::days_uncertain((what, provider), days)
        }
        About::SchoolHandedOver { school, successor, urn, by, orders, path } => {
            succession::handed_over((school, successor, urn), (by, *orders), path)
        }
        About::SchoolLeftTrust { school, trust, now, orders, path } => {
            trust::left((school, trust, now.as_deref()), *orders, path)
        }
        About::OrdersChosen { school, trust, by, kept, cancelled, path } => {
            trust::orders_chosen((school, trust, by), (*kept, *cancelled), path)
        }
        About::EventAhead(told) => event::ahead(told),
        About::EventChanged(told) => event::changed(told),
        About::EventCancelled { event, reason } => event::cancelled(event, reason),
        About::PlacesOffered { event, places, until } => event::offered(event, *places, *until),
        About::DayOffered { told, until } => waiting::day_offered(told, *until),
        About::DayOfferEnded(told) => waiting::day_offer_ended(told),
        About::RenewalOffered { told, until } => waiting::renewal_offered(told, *until),
        About::RenewalEnded(told) => waiting::renewal_ended(told),
        About::OfferEnded { event } => event::offer_ended(event),
        About::EvaluationAsked { what, token } => event::evaluation(what, token),
        About::SupportAsked { what, order } => event::support(what, *order),
        About::Enquiry(told) => enquiry::said(told),
        About::Quotes(told) => quotes::said(told),
        About::SearchNews(told) => search::news(&told.searches),
        About::Sharing(told) => sharing::said(told),
        About::CreditNoteRaised(told) => order::credit_note_raised(told),
        About::InvoiceRaised { invoice, number, seller, gross_pence, due_on } => {
            order::invoice_raised(*invoice, (number, seller), *gross_pence, *due_on)
        }
        About::SignatureNeeded {
            deal,
            title,
            school,
            gross_pence,
            most_gross_pence,
            requested_by,
            closes_at,
        } => {
            let amounts = (*gross_pence, *most_gross_pence);
            deal::signature_needed((*deal, title), (school, requested_by), amounts, *closes_at)
        }
        About::DealEnded {
            deal,
            title,
            unit_net_pence,
            schools,
            missing_schools,
            missing_quantity,
            ..
        } => {
            let missing = (*missing_schools, *missing_quantity);
            deal::ended((*deal, title), *unit_net_pence, *schools, missing)
        }
        About::DealWithdrawn { deal, title, partnership, reason } => {
            deal::withdrawn((*deal, title), partnership, reason)
        }
        About::DealOutcome { deal, title, unit_net_pence, schools } => {
            deal::outcome((*deal, title), *unit_net_pence, *schools)
        }
    }
}

/// The day's messages in one: the subject of each, in the order in which they came.
fn digest(items: &[About]) -> Said {
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    let subject = format!("Commonpool today: {}", plural(count, "message", "messages"));
    Said::new(subject, items.iter().map(|about| say(about).subject).collect())
        .link("See them on Commonpool", "/")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use domain::capacity::Half;
    use market::mail::OrderTold;

    use super::*;

    #[test]
    fn a_message_says_who_what_and_how_much_and_names_cannot_forge_markup() {
        let order = OrderTold {
            order: "order_0193f3a1c0de7000a1b2c3d4e5f60718".parse().unwrap(),
            reference: "CP-7K3M-9QXD".to_owned(),
            school: "Hill Rise <b>Primary</b>".to_owned(),
            what: "Counselling, 3 days".to_owned(),
            gross_pence: 104_400,
            requested_by: "Amina Rahman".to_owned(),
            days: vec!["2027-01-12".parse().unwrap()],
            half: Some(Half::Morning),
            wished_on: None,
            note: None,
            purchase_order_number: Some("PO-10423".to_owned()),
            agreed_by: Vec::new(),
            deputy_for: None,
            charge_pence: 0,
            purchase: None,
        };
        let mail = Mail {
            to: "head@example.org".to_owned(),
            name: "Grace Adeyemi".to_owned(),
            about: About::ApprovalNeeded(order),
        };
        let letter = write(&mail, "https://pool.example");
        assert_eq!(
            letter.subject,
            "Approve? Counselling, 3 days for Hill Rise <b>Primary</b>, £1,044 including VAT"
        );
        assert!(letter.text.contains("Tuesday 12 January 2027"));
        assert!(letter.text.contains("https://pool.example/orders/order_0193"));
        assert!(!letter.html.contains("<b>"));
    }
}
