//! What the market *is*: money, prices, capacity, deals, savings, permissions.
//!
//! Pure rules. No clock, no randomness, no I/O, no async may come in: time and ids arrive as
//! values. Builds for the host and for WASM.
//!
//! # Glossary: one word per thing
//!
//! | in code | on pages | what it is |
//! |---|---|---|
//! | `service` | service | something a partnership offers its schools |
//! | `service version` | – | a service as it was on sale; what an order rests on never changes |
//! | `proposal` | proposed change | a change of a service that its provider asks the partnership for |
//! | `provider` | provider | who delivers |
//! | `seller` | seller | who invoices |
//! | `host` | host | the legal body through which an informal partnership trades |
//! | `tier` | membership level | a level of membership of a partnership, with its price rule |
//! | `standing` | member, associate, not a member | how a buyer stands towards the partnership |
//! | `price rule` | price | how a price follows from standing, pupils, quantity and day |
//! | `allowance` | included in the membership | how many a year cost a member nothing |
//! | `package` | package | parts of several services, bought together for one price a year |
//! | `part` of a package | what is in the package | so many of one service, at no cost until they are used up |
//! | `subsidy` | paid by the partnership | what a member's price is less by |
//! | `component` | part of a price | what one part of the price of one is for |
//! | `working` | how this was worked out | the steps of a figure, kept with it |
//! | `VAT basis` | VAT | category, rate and reason of the VAT on one supply |
//! | `comparison basis` | excluding or including VAT | how a buyer compares prices |
//! | `price point` | price elsewhere | one dated price with its source |
//! | `conversion` | how we compared | how a price point comes to our unit |
//! | `market rate` | market rate | what price points come to, beside our price |
//! | `likeness` | schools like yours | the phase and size by which schools are alike |
//! | `bought beside` | schools like yours also buy | what enough schools of a kind have bought beside a service |
//! | `own price` | what schools pay | what a school that lets it count pays for one |
//! | `pool` | pool | people whose days are sold |
//! | `practitioner` | counsellor, therapist, consultant | one person of a pool |
//! | `clearance` | check | that somebody saw the proof of a check (DBS, registration), until when it counts |
//! | `cover` | cover, stand in | somebody else of a pool on a booked day on which whoever was to come cannot |
//! | `utilisation` | days booked of days available | how full a pool is |
//! | `event` | event | training, a conference, a programme: dated, and sold by the place |
//! | `sitting` | date | one dated part of an event |
//! | `place` | place | what one delegate takes at an event |
//! | `delegate` | delegate | whoever of a school's staff comes to an event |
//! | `attendance` | register of attendance | who came to a sitting |
//! | `waiting` | waiting list | schools that want places of a full event, in the order of asking, or a day of a pool, by fair share |
//! | `share` | fair share | how many days of a pool a school holds in a school year, for its pupils |
//! | `offer` | offer, held for you | what came free, held until an instant for whoever is next on a waiting list |
//! | `placement` | every Tuesday, with the same person | somebody of a pool at a school on a day of the week, in at least half of a term's weeks |
//! | `renewal` | next year’s offer | a school's placements, offered for the school year after |
//! | `evaluation` | what you thought of it | a short answer after a delivery |
//! | `viewed service` | viewed last | one of the last services whose page somebody opened |
//! | `saved search` | saved search | a search for services that somebody keeps, and is told news of |
//! | `basket` | basket | what somebody means to order for their school, of several services; it holds nothing |
//! | `enquiry` | question about a service | what a school asks about a service, and what is said of it until it is closed |
//! | `quote request` | asking for quotes | one specification that a school sends to several suppliers |
//! | `supplier` | supplier | who is asked for a quote: a provider, or somebody outside |
//! | `bid` | quote | what a supplier answers to a quote request, sealed until its deadline |
//! | `calendar link` | calendar link | the secret address of a calendar of bookings that is read elsewhere |
//! | `order` | order | what a school asked for, line by line |
//! | `line` | line | one thing of an order, delivered and invoiced by itself |
//! | `purchase` | ordered together | orders that were placed together and are decided together |
//! | `buy-back` | buy-back | a partnership's yearly round in which schools renew what they had |
//! | `sheet` | your services next year | what one school keeps, changes and stops in a buy-back |
//! | `dispute` | not right | what a school says against a delivery that was confirmed, until it is settled |
//! | `no-show` | we came and could not work | a booked day on which the provider came in vain |
//! | `sent back` | sent back | an order the approver wants changed |
//! | `delegation rule` | scheme of delegation | how much is ordered alone, and above what the governors approve |
//! | `approval level` | approver, governors’ approver | at which level somebody agrees for a school |
//! | `deputy` | deputy | who approves for an approver who is away |
//! | `deal` | group deal | schools pool what they need, and the price falls with the total |
//! | `step` | price break | a lower price from a quantity on: of a deal from a pooled one |
//! | `commitment` | sign up | a school's binding promise to a deal |
//! | `quorum` / `lapse` | least number of schools / not going ahead | what a deal needs, what happens without it |
//! | `call-off` | your school's order | the order that follows for one school from a deal that is met |
//! | `baseline` | what you pay now | what a saving is measured against |
//! | `evidence` | last invoice | the document behind a figure |
//! | `forecast` / `contracted` / `realised` | expected / agreed / invoiced | the stages of a saving |
//! | `part` | year, instalment | the part of a purchase that one saving counts; 1 for the whole |
//! | `payment` | payment | money that a school paid |
//! | `allocation`, `part` of a payment | what it settles | what of a payment settles one invoice |
//! | `credit` of a school | to your credit | what a school has paid and owes for nothing: it settles a later invoice or is paid back |
//! | `statement` | statement of account | what was invoiced, credited and paid between two, and what is owed after each |
//! | `commission` | commission | work a council pays a partnership for |
//! | `shareholder` | shareholder | who owns a part of a partnership's company |
//! | `shareholding` | share | what a shareholder holds, from a day to a day |
//! | `authority` | public authority | what every shareholder must be for the company's trade with its owners to be exempt |
//! | `board seat` | director | who sits on the company's board, and for whom |
//! | `group seat` | who sits on it | a person's dated place on a committee or another group, in an office |
//! | `activity` | activity | what a partnership does for members and for others, in money |
//! | `control test` | control test | more than 80 % of the activity is for members |
//! | `resource` | what is in the library | a policy, template, guide or recording that a partnership shares for nothing |
//! | `edition` | version | one version of a resource; those before the newest are kept |
//! | `sharing` | sharing | what two or more schools use together, and whose cost they split |
//! | `sharer` | school that shares it | a school in a sharing |
//! | `portion` | your part of the cost | what one school pays of a sharing's cost |
//! | `fee` | fee | what the partnership keeps of a sale |
//! | `second factor` | code from your phone | what is asked for beside the password |
//! | `topic` | what it is about | what a message is about, as far as people may choose |
//! | `register` | national register | Get Information About Schools |
//! | `URN` | school number (URN) | a school's number in the register |
//! | `tenant` | – | one partnership and all that is its own |
//! | `scope` | – | one organisation in one capacity: what a query may see |

#![deny(clippy::wildcard_enum_match_arm, reason = "a new variant must be met wherever it matters")]
#![cfg_attr(
    test,
    allow(
        clippy::wildcard_enum_match_arm,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::format_push_string,
        reason = "a test fails loudly, and its sums are small"
    )
)]

pub mod access;
pub mod alike;
pub mod audit;
pub mod buy_back;
pub mod calendar;
pub mod capacity;
pub mod columns;
pub mod control;
pub mod deal;
pub mod delegation;
pub mod dispute;
pub mod enquiry;
pub mod evaluation;
pub mod event;
pub mod failure;
pub mod form;
pub mod group;
pub mod id;
pub mod invoice;
pub mod ledger;
pub mod library;
pub mod market_rate;
pub mod money;
pub mod notification;
pub mod order;
pub mod organisation;
pub mod partnership;
pub mod payment;
pub mod people;
pub mod price;
pub mod quote_request;
pub mod saved_search;
pub mod saving;
pub mod school;
pub mod seat;
pub mod service;
pub mod sharing;
pub mod text;
pub mod vat;

pub use failure::{Failure, FieldProblem, Problem, Refusal};
pub use money::{BasisPoints, Gross, Net, Pence, Vat};
