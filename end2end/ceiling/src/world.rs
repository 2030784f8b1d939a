//! The data that is measured on: a partnership of 56 schools with its price list, outside prices,
//! people whose days can be booked, a group deal, one order that went all the way, and everybody
//! whom the bench lets look at them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::access::Role;
use domain::capacity::YearMonth;
use domain::id::{JobId, OrganisationId, ServiceId};
use domain::invoice::SellerPrefix;
use domain::market_rate::TypedPublishedPrice;
use domain::partnership::{LegalShape, Model, SuggestedTier};
use domain::text::{LaCode, Urn};
use domain::vat::VatReason;
use market::clock::SetClock;
use market::db::every_row;
use market::idempotency::RequestKey;
use market::installation::{self, InstallationKind};
use market::job::{Post, PostError};
use market::mail::Mail;
use market::market_rate::{RecordPricePoint, record_price_point};
use market::order::{PlaceOrder, Placed, QuoteOrder, Seen, Wanted, place_order, quote_order};
use market::partnership::{
    CreatePartnership, Director, MemberFilter, PartnershipFacts, create_partnership, members,
    partnership, update_partnership,
};
use market::person::{self, AddUser, SignIn};
use market::service::{
    Browse, ImportChoice, ServiceSummary, import_for_owner, list_services, view_service,
};
use market::{Actor, Market, Viewer, capacity, school};
use serde::Serialize;

use crate::{Ended, deal, price_list, purchase, register, told};

/// Members of the partnership.
const MEMBERS: u32 = 56;
/// Buyers who are signed in: one for each connection of the bench.
const BUYERS: u32 = 8;
/// Outside prices of each service on a page that is measured: enough for quartiles.
const OUTSIDE_PRICES: u32 = 5;
/// Pages of the list whose services get outside prices.
const PAGES_PRICED: usize = 2;
/// How long ago everything began: long enough for an order to have been delivered and invoiced,
/// even when the summer lies between.
const BEGAN_DAYS_AGO: u64 = 120;
const PASSWORD: &str = "river boats at noon";

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Services of the partnership.
    pub services: usize,
    /// Schools of the register.
    pub schools: u32,
    /// Buyers who will all want the same day.
    pub racers: u32,
}

/// What the bench asks for.
#[derive(Debug, Serialize)]
pub struct World {
    /// A session of each buyer.
    sessions: Vec<String>,
    /// A session of the partnership's staff.
    staff: String,
    /// A session of somebody who keeps a provider's days.
    provider: String,
    /// A session of each who races for one day.
    racers: Vec<String>,
    /// What is searched for.
    searched: &'static str,
    /// The address of the service whose days are booked.
    booked: String,
    /// What stands above the button of every booking of one day, as its form carries it.
    seen: String,
    /// The address of the service whose twenty places a day are raced for.
    raced: String,
    /// What stands above its button.
    raced_seen: String,
    /// The address of the deal.
    deal: String,
    /// The address of an order of the first buyer's.
    order: String,
    /// The days that can be booked, in order, on each of which `people` are free.
    days: Vec<NaiveDate>,
    /// How many are free on each day.
    people: u32,
    /// How long the register took to come in.
    register_seconds: f64,
    /// How long the price list took.
    price_list_seconds: f64,
    /// How long it took to write the orders of a country.
    pub orders_seconds: f64,
}

/// A letter box that keeps nothing.
struct Nowhere;

#[async_trait]
impl Post for Nowhere {
    async fn send(&self, _id: JobId, _mail: &Mail) -> Result<(), PostError> {
        Ok(())
    }
}

/// Makes the data in a new database, and leaves the clock at `now`.
pub async fn make(
    market: &Market,
    clock: &SetClock,
    now: DateTime<Utc>,
    plan: Plan,
) -> Ended<World> {
    clock.set(now - Days::new(BEGAN_DAYS_AGO));
    installation::claim(market, InstallationKind::Real).await.map_err(told)?;
    let register_seconds = bring_in_schools(market, plan.schools.max(MEMBERS)).await?;
    let (partnership, members) = found(market).await?;
    let began = Instant::now();
    import(market, partnership, plan.services).await?;
    let price_list_seconds = began.elapsed().as_secs_f64();
    do_jobs(market).await?;
    add(market, partnership, Role::PartnershipStaff, "staff").await?;
    for (school, number) in members.iter().zip(1..=BUYERS) {
        add(market, *school, Role::Buyer, &format!("buyer{number}")).await?;
    }
    let (_, staff) = sign_in(market, "staff").await?;
    let (_, buyer) = sign_in(market, "buyer1").await?;
    price_outside(market, &staff, &buyer).await?;
    let booked = on_sale(market, &buyer, price_list::BOOKED).await?;
    let (first_days, _) = free_days(market, &buyer, booked.id).await?;
    let day = *first_days.first().ok_or("nobody works in the coming year")?;
    let first = book(market, &buyer, booked.id, day).await?;
    purchase::see_through(market, clock, &staff, booked.provider.id, &first, day).await?;

    clock.set(now);
    do_jobs(market).await?;
    let (staff, manager) = sign_in(market, "staff").await?;
    let (provider, _) = sign_in(market, "provider").await?;
    let mut buyers = Vec::new();
    for number in 1..=BUYERS {
        buyers.push(sign_in(market, &format!("buyer{number}")).await?);
    }
    let (_, buyer) = buyers.first().ok_or("no buyer was made")?;
    let deal = deal::make(market, &manager, buyer, &members).await?;
    let (days, people) = free_days(market, buyer, booked.id).await?;
    let mut orders = Vec::new();
    for ((_, buyer), day) in buyers.iter().zip(days.iter().rev()) {
        orders.push(book(market, buyer, booked.id, *day).await?);
    }
    let mut racers = Vec::new();
    for (number, school) in (1..=plan.racers).zip(members.iter().cycle()) {
        let name = format!("racer{number}");
        add(market, *school, Role::Buyer, &name).await?;
        racers.push(sign_in(market, &name).await?.0);
    }
    let raced = on_sale(market, buyer, price_list::RACED).await?;
    do_jobs(market).await?;
    let order = orders.first().ok_or("nothing was booked")?.order;
    let last = *days.first().ok_or("no day is left")?;
    Ok(World {
        staff,
        provider,
        racers,
        searched: price_list::SEARCHED,
        booked: format!("/services/{}", booked.id),
        seen: seen(market, buyer, booked.id, last).await?,
        raced: format!("/services/{}", raced.id),
        raced_seen: seen(market, buyer, raced.id, last).await?,
        deal: format!("/deals/{deal}"),
        order: format!("/orders/{order}"),
        days: days.into_iter().rev().skip(BUYERS.try_into()?).rev().collect(),
        people,
        register_seconds,
        price_list_seconds,
        orders_seconds: 0.0,
        sessions: buyers.into_iter().map(|(session, _)| session).collect(),
    })
}

/// Brings the register in, and once more to see that nothing is written. Gives the seconds of the
/// first time.
async fn bring_in_schools(market: &Market, schools: u32) -> Ended<f64> {
    let file = register::file(schools);
    let began = Instant::now();
    let first = school::import_register(market, &file, &|_| ()).await.map_err(told)?;
    let took = began.elapsed().as_secs_f64();
    let again = school::import_register(market, &file, &|_| ()).await.map_err(told)?;
    if first.new != schools || again.unchanged != schools {
        return Err(format!("{schools} schools came in as {first:?}, then {again:?}").into());
    }
    Ok(took)
}

/// Founds a partnership of the area's schools, and gives its members.
async fn found(market: &Market) -> Ended<(OrganisationId, Vec<OrganisationId>)> {
    let installation =
        installation::organisation_for(market, Role::Operator, None).await.map_err(told)?;
    add(market, installation, Role::Operator, "operator").await?;
    let (session, operator) = sign_in(market, "operator").await?;
    let name = "Riverside Schools".to_owned();
    let model = Model::TradedOnly;
    let defaults = model.defaults();
    let urns = (1..=MEMBERS).map(|number| Urn::parse(&register::urn(number)));
    let create = CreatePartnership {
        model,
        shape: LegalShape::Company,
        areas: vec![LaCode::parse(register::AREA).map_err(|_| "no area")?],
        lines_of_work: defaults.lines_of_work.clone(),
        tiers: defaults.tiers.iter().map(SuggestedTier::made).collect(),
        invoice_prefix: SellerPrefix::suggest(&name, |_| false).ok_or("no letters")?,
        name,
        host: None,
        schools: urns.collect::<Result<_, _>>().map_err(|_| "no number of a school")?,
        director: Director::Founder,
    };
    let created = create_partnership(market, &operator, &key()?, create).await.map_err(told)?;
    let viewer = person::viewer(market, &session).await.map_err(told)?;
    let director = viewer.actor().map_err(told)?;
    sellers_details(market, director).await?;
    let all = &MemberFilter::default();
    let members = every_row(|page| async move { members(market, director, all, &page).await });
    let members = members.await.map_err(told)?;
    Ok((created.partnership, members.into_iter().map(|member| member.organisation).collect()))
}

/// What must stand on a VAT invoice: without it none is raised.
async fn sellers_details(market: &Market, director: &Actor) -> Ended {
    let held = partnership(market, director).await.map_err(told)?;
    let facts = PartnershipFacts {
        vat_number: Some("GB000000000".to_owned()),
        invoice_address: Some("1 Bench Row".to_owned()),
        ..held.facts
    };
    update_partnership(market, director, held.version, facts).await.map_err(told)?;
    Ok(())
}

async fn import(market: &Market, partnership: OrganisationId, services: usize) -> Ended {
    let mut new = 0;
    for list in price_list::files(services)? {
        let choice = ImportChoice { on_sale: true, vat: Some(VatReason::Standard) };
        let done =
            import_for_owner(market, partnership, &list.into(), choice).await.map_err(told)?;
        if let Some(rejected) = done.rejected.first() {
            return Err(format!("not every service came in: {rejected:?}").into());
        }
        if done.not_on_sale > 0 {
            return Err(format!("{} services are not on sale", done.not_on_sale).into());
        }
        new += done.new;
    }
    if new == services { Ok(()) } else { Err(format!("{new} of {services} came in").into()) }
}

async fn do_jobs(market: &Market) -> Ended {
    while market::job::run_due(market, &Nowhere).await.map_err(told)? > 0 {}
    Ok(())
}

/// Adds somebody with one role.
pub async fn add(market: &Market, organisation: OrganisationId, role: Role, name: &str) -> Ended {
    let add = AddUser {
        email: format!("{name}@bench.example"),
        name: format!("Person {name}"),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role,
        order_limit_pence: None,
    };
    person::add_user(market, add).await.map_err(told)?;
    Ok(())
}

/// Signs somebody in: the session, and whom it makes of them.
pub async fn sign_in(market: &Market, name: &str) -> Ended<(String, Actor)> {
    let typed = SignIn {
        email: format!("{name}@bench.example"),
        password: PASSWORD.to_owned(),
        from: name.to_owned(),
        device: "bench".to_owned(),
        known_by: None,
    };
    let token = person::sign_in(market, typed).await.map_err(told)?;
    let viewer = person::viewer(market, token.as_str()).await.map_err(told)?;
    Ok((token.as_str().to_owned(), viewer.actor().map_err(told)?.clone()))
}

/// Five outside prices for each service on the pages that are measured.
async fn price_outside(market: &Market, staff: &Actor, buyer: &Actor) -> Ended {
    let mut services = page(market, buyer, price_list::SEARCHED, None).await?.0;
    for title in [price_list::BOOKED, price_list::RACED] {
        services.push(on_sale(market, buyer, title).await?);
    }
    let mut after = None;
    for _ in 0..PAGES_PRICED {
        let (listed, next) = page(market, buyer, "", after).await?;
        services.extend(listed);
        after = next;
    }
    services.sort_by_key(|service| service.id);
    services.dedup_by_key(|service| service.id);
    for service in services {
        for number in 1..=OUTSIDE_PRICES {
            let typed = TypedPublishedPrice {
                source_name: format!("Council {number}"),
                source_url: format!("https://council{number}.example/prices"),
                seen_on: market.today().to_string(),
                low: format!("{}", 250 + 20 * number),
                vat: "excluded".to_owned(),
                ..TypedPublishedPrice::default()
            };
            let record = RecordPricePoint { key: key()?, service: service.id, typed };
            record_price_point(market, staff, record).await.map_err(told)?;
        }
    }
    Ok(())
}

async fn page(
    market: &Market,
    buyer: &Actor,
    words: &str,
    after: Option<String>,
) -> Ended<(Vec<ServiceSummary>, Option<String>)> {
    let viewer = Viewer::Actor(Box::new(buyer.clone()));
    let page = market::db::PageAsked::after(after);
    let browse = Browse { q: words.to_owned(), page, ..Browse::default() };
    let listing = list_services(market, &viewer, browse).await.map_err(told)?;
    Ok((listing.services.items, listing.services.next))
}

async fn on_sale(market: &Market, buyer: &Actor, title: &str) -> Ended<ServiceSummary> {
    let (services, _) = page(market, buyer, title, None).await?;
    let found = services.into_iter().find(|service| service.title == title);
    found.ok_or_else(|| format!("{title} is not on sale").into())
}

/// The days of the year to come on which everybody of the pool is free.
async fn free_days(
    market: &Market,
    buyer: &Actor,
    service: ServiceId,
) -> Ended<(Vec<NaiveDate>, u32)> {
    let viewer = Viewer::Actor(Box::new(buyer.clone()));
    let service = view_service(market, &viewer, service).await.map_err(told)?;
    let mut month = YearMonth::of(market.today());
    let last = market.today() + Days::new(330);
    let mut free = Vec::new();
    while month.first() < last {
        let page = capacity::free_days(market, &service, (None, month)).await.map_err(told)?;
        free.extend(page.bookable().map(|day| (day.day, day.free)));
        month = month.next();
    }
    let people = free.iter().map(|(_, people)| *people).max().unwrap_or(0);
    let whole = free.into_iter().filter(|(_, free)| *free == people).map(|(day, _)| day).collect();
    Ok((whole, people))
}

/// Books a day as its page shows it.
async fn book(market: &Market, buyer: &Actor, service: ServiceId, day: NaiveDate) -> Ended<Placed> {
    let (seen, key) = (shown(market, buyer, service, day).await?, key()?);
    let days = vec![day];
    let booking =
        PlaceOrder { service, wanted: Wanted::Days(days), purchase_order_number: None, seen, key };
    place_order(market, buyer, booking).await.map_err(told)
}

/// What the page shows of a day before it is booked.
async fn shown(market: &Market, buyer: &Actor, service: ServiceId, day: NaiveDate) -> Ended<Seen> {
    let asked = QuoteOrder { service, wanted: Wanted::Days(vec![day]) };
    Ok(quote_order(market, buyer, asked).await.map_err(told)?.seen())
}

/// The same as its form carries it.
async fn seen(market: &Market, buyer: &Actor, service: ServiceId, day: NaiveDate) -> Ended<String> {
    let seen = shown(market, buyer, service, day).await?;
    let (version, gross) = (seen.version, seen.gross.get());
    Ok(format!("seen_version={version}&seen_gross={gross}&seen_approval=no"))
}

/// A key that no other command has.
pub fn key() -> Ended<RequestKey> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let text = format!("bench-world-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    RequestKey::parse(&text).map_err(|_| "a key is too short".into())
}
