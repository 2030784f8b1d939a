//! The two councils: one owns a part of a partnership and sells through it, one trades for another.

use domain::access::Role;
use market::Market;
use market::invoice::{InvoicesAsked, invoices, view_invoice};
use market::order::{BookingsAsked, BookingsWhen, bookings};
use market::organisation::OrganisationKind;
use market::partnership::hostings;
use market::saving::view_savings;
use market::service::providers;

use crate::world::Tour;

/// S1's council delivers through the partnership as itself, and may read the figures of the
/// partnership it owns a part of.
pub async fn sees_what_is_its_own(market: &Market, tour: &Tour) {
    let name = "London Borough of Barking and Dagenham";
    let commissioner = tour.is(Role::CouncilCommissioner, name);
    let acting = commissioner.acting_for().unwrap();
    assert_eq!(acting.kind, OrganisationKind::Council);
    let others = commissioner.may_act_for().iter().filter(|other| **other != *acting);
    let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
    assert_eq!(others, ["Barking and Dagenham School Improvement Partnership"]);
    let staff = tour.is(Role::PartnershipStaff, "Barking");
    let deliver = providers(market, staff).await.unwrap();
    let as_itself = deliver.iter().filter(|provider| provider.name == name);
    assert_eq!(as_itself.map(|provider| provider.id).collect::<Vec<_>>(), [acting.organisation]);
    for when in [BookingsWhen::Coming, BookingsWhen::Delivered] {
        let asked = BookingsAsked { when, ..BookingsAsked::default() };
        assert!(!bookings(market, commissioner, asked).await.unwrap().items.is_empty(), "{when:?}");
    }
    // It acts for the council, whose savings there are none to see.
    assert!(view_savings(market, commissioner).await.is_err());
}

/// S6 sells, and its invoices are the council's: its name, VAT number and bank.
pub async fn trades_for_a_partnership_that_is_no_legal_body(market: &Market, tour: &Tour) {
    let council = "London Borough of Lewisham";
    let host = tour.is(Role::CouncilCommissioner, council);
    let agreed = hostings(market, host).await.unwrap();
    let agreed: Vec<_> = agreed.iter().map(|one| (one.partnership.as_str(), one.agreed)).collect();
    assert_eq!(agreed, [("Lewisham Learning", Some(true))]);

    let director = tour.is(Role::Director, "Lewisham");
    let raised = invoices(market, director, InvoicesAsked::default()).await.unwrap().items;
    assert!(raised.len() > 5, "{} invoices", raised.len());
    assert!(raised.iter().any(|invoice| invoice.paid_on.is_some()));
    let buyer =
        tour.0.iter().map(|(_, actor)| actor).find(|actor| actor.name() == "Tobias Wrenfield");
    let own = invoices(market, buyer.unwrap(), InvoicesAsked::default()).await.unwrap().items;
    let invoice = view_invoice(market, buyer.unwrap(), own[0].id).await.unwrap();
    assert_eq!(invoice.paper.seller.name, council);
    assert_eq!(invoice.paper.trading_for.as_deref(), Some("Lewisham Learning"));
    assert_eq!(invoice.paper.bank.unwrap().name, council);
    assert_eq!(invoice.paper.vat_number.as_deref(), Some("GB000000000"));
    assert!(invoice.number.starts_with("LEWL"), "{}", invoice.number);
}
