//! The tour: its stops, who is met there, and what each of them comes to do.

use market::person::{Part, Stop};

use crate::people::{self, Persona};
use crate::scenarios::SCENARIOS;

/// S1.
pub(crate) const BARKING_AND_DAGENHAM: &str = "Barking and Dagenham School Improvement Partnership";
/// S8.
pub(crate) const REDBRIDGE: &str = "Redbridge Education Partnership";
/// S6.
pub(crate) const LEWISHAM: &str = "Lewisham Learning";

/// All stops, in the order in which a partnership's director is led through.
pub fn tour() -> Vec<Stop> {
    let mut stops = steps();
    stops.extend(beside());
    stops.extend(SCENARIOS.iter().map(|one| stop(one.title, one.partnership, one.people)));
    stops
}

/// The steps of the ten-minute tour that are here.
fn steps() -> Vec<Stop> {
    vec![
        stop(
            "Step 2: a counsellor on Tuesdays",
            BARKING_AND_DAGENHAM,
            &[
                (
                    people::BUSINESS_MANAGER,
                    "Sees her school\u{2019}s price for counselling beside the market rate, finds the Tuesdays that are free, and books a term of them.",
                ),
                (people::HEAD, "Approves, sends back or declines what is over her limit."),
                (
                    people::COUNSELLING_MANAGER,
                    "Keeps the days of 13 counsellors true, and confirms what was delivered.",
                ),
                (
                    people::THERAPY_MANAGER,
                    "Does the same for a partner firm of speech and language therapists.",
                ),
                (
                    people::STAFF,
                    "Keeps services, prices and members, and invoices what was delivered.",
                ),
            ],
        ),
        stop(
            "Step 4: HR advice and payroll, bought together",
            REDBRIDGE,
            &[
                (
                    people::DEAL_BUSINESS_MANAGER,
                    "Sees what the next price break needs and what it would save her school, and signs up.",
                ),
                (people::DEAL_HEAD, "Signs up for the same school where it is over her limit."),
                (
                    people::PROCUREMENT_LEAD,
                    "Opens deals, and watches the price fall as schools sign up.",
                ),
            ],
        ),
        stop(
            "Step 6: what was saved, with the evidence",
            BARKING_AND_DAGENHAM,
            &[
                (
                    people::FINANCE,
                    "Goes from what the school saved to the invoice under it; a rise is shown as a rise.",
                ),
                (
                    people::DIRECTOR,
                    "Sees what all the schools saved, what was invoiced, and how full the pools are.",
                ),
                (people::AUDITOR, "Reads every order, invoice and saving, and can change none."),
            ],
        ),
        stop(
            "Step 7: your turn",
            "Waltham Forest, which has no partnership here yet",
            &[(
                people::OPERATOR,
                "Chooses a model and an area, picks the schools, uploads a price list, and opens one school\u{2019}s price.",
            )],
        ),
    ]
}

/// What stands beside the tour.
fn beside() -> Vec<Stop> {
    vec![
        stop(
            "The council\u{2019}s side",
            BARKING_AND_DAGENHAM,
            &[(
                people::COMMISSIONER,
                "Acts for the council that owns 19% (published by the partnership, 2021): what it sells through the partnership, and the figures it may read.",
            )],
        ),
        stop(
            "Schools of a trust, one that left it, and a school that gives",
            BARKING_AND_DAGENHAM,
            &[
                (
                    people::TRUST_MANAGER,
                    "Acts for three schools of one trust: each school\u{2019}s price, limits and approvers hold, and the school sees who acted.",
                ),
                (
                    people::LEFT_HEAD,
                    "Heads a school that left the trust: sees what it had ordered for the school, and keeps or cancels each order.",
                ),
                (
                    people::SCHOOL_PROVIDER,
                    "Keeps the days that a primary school sells to other schools, and confirms what was delivered.",
                ),
            ],
        ),
        stop(
            "Above the head\u{2019}s part",
            BARKING_AND_DAGENHAM,
            &[
                (
                    people::DEPUTY,
                    "Stands in for a head who is away: sees until when, who approves what, and what was approved in her place.",
                ),
                (
                    people::GOVERNOR,
                    "Approves for the governors what is above the amount the school has laid down, after the head.",
                ),
            ],
        ),
        stop(
            "All partnerships",
            "The association of partnerships",
            &[(
                people::ASSOCIATION,
                "Reads the directory of partnerships, and groups them as counties and quadrants. Sees no school\u{2019}s business.",
            )],
        ),
        stop(
            "Trading through a host",
            LEWISHAM,
            &[
                (
                    people::HOSTED_DIRECTOR,
                    "Runs a partnership that is no legal body: the council sells and invoices for it.",
                ),
                (
                    people::HOST,
                    "Agrees for the council to trade in its name, and sees what stands on its invoices.",
                ),
                (
                    people::HOSTED_BUSINESS_MANAGER,
                    "Books from the partnership, and gets an invoice from the council.",
                ),
            ],
        ),
        stop(
            "A school that became an academy",
            LEWISHAM,
            &[(
                people::ACADEMY_HEAD,
                "Sees what stays with the old school and which open orders move to the new one, and hands over.",
            )],
        ),
    ]
}

fn stop(
    title: &'static str,
    partnership: &'static str,
    people: &[(Persona, &'static str)],
) -> Stop {
    let part = |(who, comes_to): &(Persona, &'static str)| Part { email: who.email(), comes_to };
    Stop { title, partnership, people: people.iter().map(part).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_of_the_tour_is_met_once_and_nobody_else() {
        let mut met: Vec<String> =
            tour().into_iter().flat_map(|stop| stop.people).map(|part| part.email).collect();
        let mut all: Vec<String> = people::everybody().iter().map(Persona::email).collect();
        met.sort();
        all.sort();
        assert_eq!(met, all);
    }
}
