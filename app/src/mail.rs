//! The words of every message: plain text and simple HTML, one purpose, one link.

mod approval;
mod succession;

use domain::Pence;
use domain::access::Role;
use domain::calendar::{day_in_words, moment_in_words, short_day};
use market::mail::{About, ChangeTold, Mail, OrderTold};

use crate::words::pounds;

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
        About::PasswordReset { token } => Said {
            subject: "Choose a new password for Commonpool".to_owned(),
            paragraphs: vec![
                "Somebody, probably you, asked for a new password. The link works for one hour."
                    .to_owned(),
                "If it was not you, do nothing: your password stays as it is.".to_owned(),
            ],
            link: Some((
                "Choose a new password".to_owned(),
                format!("/password/new?token={token}"),
            )),
        },
        About::SecondFactorOn => account(
            "A code from your phone is asked for from now on",
            "Signing in to Commonpool now takes your password and a code from your phone.",
        ),
        About::SecondFactorOff => account(
            "A code from your phone is asked for no more",
            "Signing in to Commonpool now takes your password only. To approve orders you need a \
             code again.",
        ),
        About::RecoveryCodesRenewed => account(
            "You have new recovery codes",
            "The recovery codes you had before work no more.",
        ),
        About::RecoveryCodeUsed { codes_left } => account(
            "A recovery code was used to sign in",
            &format!(
                "Somebody signed in to your account with a recovery code. You have {} left.",
                crate::words::plural(u64::try_from(*codes_left).unwrap_or(0), "code", "codes")
            ),
        ),
        About::AccountClosed => Said {
            subject: "Your Commonpool account is closed".to_owned(),
            paragraphs: vec![
                "You cannot sign in any more, and your address is no longer kept. Your name stays \
                 only beside what you signed or ordered for a school, for six years."
                    .to_owned(),
            ],
            link: None,
        },
        About::Digest { items } => digest(items),
        About::Invitation { token, organisation, invited_by } => Said {
            subject: format!("{invited_by} invites you to {organisation} on Commonpool"),
            paragraphs: vec![format!(
                "{invited_by} has invited you to act for {organisation} on Commonpool, where its \
                 services are found, booked and paid. The link works for fourteen days."
            )],
            link: Some(("Accept the invitation".to_owned(), format!("/invitation?token={token}"))),
        },
        About::JoinAsked { school, asked_by, path } => Said {
            subject: format!("{asked_by} asks to act for {school} on Commonpool"),
            paragraphs: vec![format!(
                "If you know {asked_by} and they should buy or approve for {school}, accept. \
                 They get a link by e-mail, and nothing before that."
            )],
            link: Some(("Accept or refuse".to_owned(), path.clone())),
        },
        About::JoinWaits { school, asked_by } => Said {
            subject: format!("{asked_by} asks to act for {school} on Commonpool"),
            paragraphs: vec![format!(
                "Nobody at {school} may decide on that yet. When the headteacher has joined as \
                 approver, they find the request among the school’s people."
            )],
            link: Some(("See the school’s page".to_owned(), "/school".to_owned())),
        },
        About::RoleTaken { organisation, name, role } => {
            let role = Role::from_code(role).map_or("somebody new", crate::words::role);
            Said {
                subject: format!("{name} now acts for {organisation}: {}", role.to_lowercase()),
                paragraphs: vec![
                    format!("{name} has accepted an invitation and acts for {organisation} from today."),
                    "If you did not expect this, end the role or speak to whoever looks after your people."
                        .to_owned(),
                ],
                link: Some(("See who belongs".to_owned(), "/people".to_owned())),
            }
        }
        About::PartnershipChange { what, by, wanted } => partnership_change(*what, by, wanted),
        About::HostAsked { hosting, partnership, asked_by } => Said {
            subject: format!("{partnership} asks you to trade for it"),
            paragraphs: vec![format!(
                "{asked_by} asks whether your council sells and invoices for {partnership}: its name, \
                 VAT number and bank account would stand on the invoices. Nothing is invoiced \
                 before you agree."
            )],
            link: Some(("See what it means, and answer".to_owned(), format!("/hosting/{hosting}"))),
        },
        About::HostAnswered { host, agreed } => Said {
            subject: if *agreed {
                format!("{host} trades for you from now on")
            } else {
                format!("{host} does not trade for you")
            },
            paragraphs: vec![if *agreed {
                "What has been delivered can be invoiced.".to_owned()
            } else {
                "Nothing is invoiced until it agrees, or another council does.".to_owned()
            }],
            link: Some(("See the settings".to_owned(), "/partnership".to_owned())),
        },
        About::JoinRefused { school } => Said {
            subject: format!("You cannot act for {school} on Commonpool yet"),
            paragraphs: vec![format!(
                "Whoever looks after {school} on Commonpool did not accept your request. If that \
                 is a mistake, speak to the headteacher or to your partnership."
            )],
            link: None,
        },
        About::DeputyNamed { school, approver, first_on, last_on, limit_pence } => {
            approval::deputy_named((school, approver), (*first_on, *last_on), *limit_pence)
        }
        About::OrderPlaced(order) => Said {
            subject: format!("Ordered: {} for {} ({})", order.what, order.school, order.reference),
            paragraphs: order_paragraphs(order),
            link: Some(("See the order".to_owned(), format!("/orders/{}", order.order))),
        },
        About::ApprovalNeeded(order) => approval::needed(order),
        About::OrderDecided { order, state, reason } => Said {
            subject: format!("{}: {} ({})", decided(state), order.what, order.reference),
            paragraphs: reason
                .iter()
                .map(|reason| format!("Reason given: {reason}"))
                .chain(order_paragraphs(order))
                .collect(),
            link: Some(("See the order".to_owned(), format!("/orders/{}", order.order))),
        },
        About::OrderLapsed(order) => Said {
            subject: format!("Not decided in time: {} ({})", order.what, order.reference),
            paragraphs: vec![
                format!(
                    "{} asked for this for {}, and nobody decided. Nothing has been bought, and the days are free for others again.",
                    order.requested_by, order.school
                ),
                "If they are still wanted, book them again.".to_owned(),
            ],
            link: Some(("See the order".to_owned(), format!("/orders/{}", order.order))),
        },
        About::BookingReceived(order) => Said {
            subject: format!("New booking from {}: {}", order.school, order.what),
            paragraphs: order_paragraphs(order),
            link: Some(("See your bookings".to_owned(), "/bookings".to_owned())),
        },
        About::BookingMoved { order, before, school } => {
            succession::booking_moved(order, before, school)
        }
        About::SchoolHandedOver { school, successor, urn, by, orders, path } => {
            succession::handed_over((school, successor, urn), (by, *orders), path)
        }
        About::BookingCancelled(order) => Said {
            subject: format!("Cancelled by {}: {} ({})", order.school, order.what, order.reference),
            paragraphs: vec![format!(
                "These days are free again: {}.",
                order.days.iter().map(|day| day_in_words(*day)).collect::<Vec<_>>().join("; ")
            )],
            link: Some(("See your bookings".to_owned(), "/bookings".to_owned())),
        },
        About::InvoiceRaised { invoice, number, seller, gross_pence, due_on } => Said {
            subject: format!(
                "Invoice {number} from {seller}: {} due {}",
                pounds(Pence::new(*gross_pence)),
                short_day(*due_on)
            ),
            paragraphs: vec![format!(
                "Please quote {number} when you pay. The amount includes VAT where any is due."
            )],
            link: Some(("See and print the invoice".to_owned(), format!("/invoices/{invoice}"))),
        },
        About::DealEnded {
            deal,
            title,
            met,
            unit_net_pence,
            schools,
            missing_schools,
            missing_quantity,
        } => Said {
            subject: format!("{title}: {}", if *met { "going ahead" } else { "not going ahead" }),
            paragraphs: vec![match unit_net_pence {
                Some(unit) => met_paragraph(*schools, *unit),
                None => lapsed_paragraph(*schools, *missing_schools, *missing_quantity),
            }],
            link: Some(("See the deal".to_owned(), format!("/deals/{deal}"))),
        },
        About::DealWithdrawn { deal, title, partnership, reason } => Said {
            subject: format!("{title}: not going ahead, withdrawn by {partnership}"),
            paragraphs: vec![
                format!(
                    "{partnership} has withdrawn this group deal. Nothing has been bought, and your school owes nothing."
                ),
                format!("Reason given: {reason}"),
            ],
            link: Some(("See the deal".to_owned(), format!("/deals/{deal}"))),
        },
        About::DealOutcome { deal, title, met, unit_net_pence, schools } => Said {
            subject: format!("{title}: {}", if *met { "going ahead" } else { "not going ahead" }),
            paragraphs: vec![outcome_paragraph(*schools, *unit_net_pence)],
            link: Some(("See the deal".to_owned(), format!("/deals/{deal}"))),
        },
        About::SignatureNeeded {
            deal,
            title,
            school,
            gross_pence,
            most_gross_pence,
            requested_by,
            closes_at,
        } => Said {
            subject: format!(
                "Sign up? {title} for {school}, {} including VAT",
                pounds(Pence::new(*gross_pence))
            ),
            paragraphs: vec![
                format!(
                    "{requested_by} would like {school} to sign up to this group deal, and it is over their limit. The amount is the whole contract at the price as it stands{}.",
                    most_gross_pence.map_or_else(String::new, |most| format!(
                        "; it can come to {} at most, if others leave",
                        pounds(Pence::new(most))
                    ))
                ),
                format!(
                    "Nothing is binding until somebody who may decide signs up, by {}.",
                    moment_in_words(*closes_at)
                ),
            ],
            link: Some(("See the deal and sign up".to_owned(), format!("/deals/{deal}"))),
        },
    }
}

/// Something changed about the account of whoever reads it.
fn account(subject: &str, told: &str) -> Said {
    Said {
        subject: subject.to_owned(),
        paragraphs: vec![
            told.to_owned(),
            "If it was not you, choose a new password now: that signs everybody out.".to_owned(),
        ],
        link: Some(("Choose a new password".to_owned(), "/password".to_owned())),
    }
}

/// The day's messages in one: the subject of each, in the order in which they came.
fn digest(items: &[About]) -> Said {
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    Said {
        subject: format!(
            "Commonpool today: {}",
            crate::words::plural(count, "message", "messages")
        ),
        paragraphs: items.iter().map(|about| say(about).subject).collect(),
        link: Some(("See them on Commonpool".to_owned(), "/".to_owned())),
    }
}

fn partnership_change(what: ChangeTold, by: &str, wanted: &str) -> Said {
    let wanted = if wanted.is_empty() { "the partnership itself" } else { wanted };
    let (subject, told) = match what {
        ChangeTold::Asked => (
            format!("{by} wants to change where the partnership’s money goes"),
            format!(
                "It would go to {wanted}. It does not before somebody else confirms it. If you did \
                 not expect this, speak to {by}, and do not answer this message."
            ),
        ),
        ChangeTold::Made => (
            "Where the partnership’s money goes has changed".to_owned(),
            format!(
                "It goes to {wanted}, as {by} has said. If you did not expect this, speak to them \
                 at once."
            ),
        ),
        ChangeTold::Dropped => (
            "Where the partnership’s money goes stays as it is".to_owned(),
            format!("{by} has dropped the change to {wanted}."),
        ),
    };
    let link = Some(("See the settings".to_owned(), "/partnership".to_owned()));
    Said { subject, paragraphs: vec![told], link }
}

fn decided(state: &str) -> &'static str {
    match state {
        "placed" => "Approved",
        "sent_back" => "Sent back",
        "declined" => "Declined",
        "awaiting_approval" => "Approved by your approver, now with the governors",
        _ => "Changed",
    }
}

fn order_paragraphs(order: &OrderTold) -> Vec<String> {
    let mut told = vec![format!(
        "{}, {} including VAT. Reference {}.",
        order.what,
        pounds(Pence::new(order.gross_pence)),
        order.reference
    )];
    if !order.days.is_empty() {
        let days: Vec<String> = order.days.iter().map(|day| day_in_words(*day)).collect();
        told.push(format!("Days: {}.", days.join("; ")));
    }
    told.extend(order.purchase_order_number.iter().map(|n| format!("Purchase order: {n}.")));
    told
}

fn met_paragraph(schools: u32, unit: i64) -> String {
    let joined = crate::words::plural(u64::from(schools), "school", "schools");
    let price = Pence::new(unit);
    format!(
        "{joined} signed up. The price for everybody is {price} excluding VAT, and each school’s order has been made."
    )
}

/// What a school that had not signed up is told: in short, and that it owes nothing.
fn outcome_paragraph(schools: u32, unit: Option<i64>) -> String {
    let joined = crate::words::plural(u64::from(schools), "school", "schools");
    match unit {
        Some(unit) => format!(
            "The deal goes ahead for the {joined} that signed up, at {} excluding VAT. Your school had not signed up, so nothing changes for it.",
            Pence::new(unit)
        ),
        None => "This group deal is not going ahead. Your school had not signed up, so nothing changes for it.".to_owned(),
    }
}

fn lapsed_paragraph(schools: u32, missing_schools: u32, missing_quantity: u64) -> String {
    let joined = crate::words::plural(u64::from(schools), "school", "schools");
    let missing = if missing_schools > 0 {
        crate::words::plural(u64::from(missing_schools), "more school was", "more schools were")
    } else {
        format!("{} more were", domain::money::grouped(missing_quantity))
    };
    format!(
        "{joined} signed up, and {missing} needed. Nothing has been bought, and your school owes nothing."
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
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
            purchase_order_number: Some("PO-10423".to_owned()),
            agreed_by: Vec::new(),
            deputy_for: None,
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
