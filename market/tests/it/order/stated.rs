//! Prices that rest on a figure which the school states: a share of a value, so much for each of its
//! staff.

use domain::price::{Stated, StatedBase};
use domain::service::TypedTerms;
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::Viewer;
use market::invoice::{InvoicesAsked, invoices, view_invoice};
use market::order::{self, StatedFigure, Wanted};
use market::service::{Browse, PriceShown, SortBy, list_services, view_service};
use testbed::on_both;

use super::kinds::{place, quote};
use super::world::{World, on_sale, terms};

fn by(kind: &str, unit: &str, price: &str) -> TypedTerms {
    let mut terms = terms("Payroll for a share", unit, price);
    terms.price.kind = kind.to_owned();
    terms
}

fn stated(stated: Stated, of: Wanted) -> Wanted {
    let from = "Payroll report, March 2026".to_owned();
    Wanted::Stated { figure: StatedFigure { stated, from }, of: Box::new(of) }
}

fn one() -> Wanted {
    Wanted::Quantity { count: 1, wished_on: None, note: None }
}

on_both! {
    async fn a_share_of_what_a_school_states_is_ordered_with_the_figure_and_invoiced_with_its_source(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let service = on_sale(&bed, &world, by("percentage", "item", "2.5%")).await;
        let viewer = Viewer::Actor(Box::new(world.head.clone()));
        let seen = view_service(market, &viewer, service).await.unwrap();
        assert_eq!(seen.price, PriceShown::ByFigure);
        let browse = |price_max| Browse { sort: SortBy::Price, price_max, ..Browse::default() };
        let listed = list_services(market, &viewer, browse(None)).await.unwrap().services.items;
        assert_eq!(listed.last().map(|one| one.id), Some(service), "behind every known price");
        let cheap = list_services(market, &viewer, browse(Some(Pence::pounds(9_999)))).await.unwrap();
        assert!(cheap.services.items.iter().all(|one| one.id != service));

        let bare = quote(&bed, &world.head, service, one()).await;
        assert_eq!(bare.unwrap_err(), Failure::Refused(Refusal::FigureNotStated));
        let staff = quote(&bed, &world.head, service, stated(Stated::Staff(84), one())).await;
        assert_eq!(staff.unwrap_err(), Failure::Refused(Refusal::FigureNotStated));
        let nowhere = StatedFigure { stated: Stated::Staff(84), from: " ".to_owned() };
        let nowhere = Wanted::Stated { figure: nowhere, of: Box::new(one()) };
        let refused = quote(&bed, &world.head, service, nowhere).await;
        assert_eq!(refused.unwrap_err(), Failure::field("stated_from", Problem::Missing));

        let wanted = stated(Stated::Value(Net(Pence::new(12_345_678))), one());
        let quoted = quote(&bed, &world.head, service, wanted.clone()).await.unwrap();
        assert_eq!(quoted.lines[0].net, Net(Pence::new(308_642)));
        assert!(quoted.saving.is_none(), "a share compares with no price for one");
        let placed = place(&bed, &world.head, service, wanted).await;
        let view = order::view_order(market, &world.head, placed.order).await.unwrap();
        let working = &view.lines[0].working;
        assert_eq!(working.stated().map(Stated::base), Some(StatedBase::Value));
        assert_eq!(working.stated_from.as_deref(), Some("Payroll report, March 2026"));
        world.deliver(market, &placed).await;
        world.invoice_all(market).await;
        let all = invoices(market, &world.head, InvoicesAsked::default()).await.unwrap().items;
        let paper = view_invoice(market, &world.head, all[0].id).await.unwrap();
        let told = &paper.lines[0].description;
        assert!(told.contains("of £123,456.78 stated by the school (Payroll report, March 2026)"), "{told}");
    }

    async fn so_much_for_each_of_the_staff_is_agreed_for_a_year_once_they_are_stated(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let service = on_sale(&bed, &world, by("per_staff", "year", "96")).await;
        let choices = order::order_choices(market, &world.head, service).await.unwrap();
        assert_eq!(choices.stated.as_ref().map(|(base, _)| *base), Some(StatedBase::Staff));
        assert!(choices.years.iter().all(|year| year.net.is_none()) && !choices.years.is_empty());
        let year = Wanted::Agreement { year: choices.years[0].year.first_on() };
        let wanted = stated(Stated::Staff(30), year);
        let quoted = quote(&bed, &world.head, service, wanted).await.unwrap();
        let working = quoted.working.unwrap();
        assert_eq!(working.total(), Ok(Net(Pence::pounds(2_880))));
        assert!(quoted.lines.iter().all(|line| line.net <= Net(Pence::pounds(2_880))));
    }
}
