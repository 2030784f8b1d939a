//! What is found of a tenant: one of each kind that an address can name.

use super::*;

/// What the school pays now: with its document, and the one without.
pub async fn stated(market: &Market, buyer: &Actor) -> (Baseline, BaselineId) {
    let all = market::baseline::baselines(market, buyer, &PageAsked::default()).await;
    let all = all.unwrap().items;
    let noted = all.iter().find(|baseline| baseline.file.is_none()).unwrap().id;
    (all.into_iter().find(|baseline| baseline.file.is_some()).unwrap(), noted)
}

/// A change of who trades, that waits for a second person, and the partnership's version with it.
pub async fn a_change(market: &Market, director: &Actor) -> (i64, ChangeId) {
    let held = market::partnership::partnership(market, director).await.unwrap();
    let own = Trading { shape: LegalShape::Company, host: None };
    market::partnership::change_trading(market, director, held.version, own).await.unwrap();
    let held = market::partnership::partnership(market, director).await.unwrap();
    (held.version, held.waiting[0].id)
}

pub async fn an_order(market: &Market, buyer: &Actor, state: OrderState) -> OrderId {
    let asked = OrdersAsked { state: Some(state), ..OrdersAsked::default() };
    let found = market::order::orders(market, buyer, asked).await.unwrap().1.items;
    // Of days: what is said of a visit is said of them.
    found.into_iter().find(|order| order.by_day).unwrap().id
}

pub async fn line(market: &Market, manager: &Actor, when: BookingsWhen) -> LineOfOrder {
    let asked = BookingsAsked { when, ..BookingsAsked::default() };
    let bookings = market::order::bookings(market, manager, asked).await.unwrap().items;
    let can = |booking: &&market::order::Booking| booking.can_confirm || booking.can_undo;
    let booking = bookings.iter().find(can).unwrap();
    LineOfOrder { order: booking.order, line: booking.line }
}

pub async fn invoice(market: &Market, buyer: &Actor) -> InvoiceId {
    let asked = InvoicesAsked { state: Some(InvoiceState::Issued), ..InvoicesAsked::default() };
    market::invoice::invoices(market, buyer, asked).await.unwrap().items[0].id
}

pub async fn credit_note(market: &Market, buyer: &Actor) -> CreditNoteId {
    let all = market::invoice::credit_notes(market, buyer, &PageAsked::default()).await;
    all.unwrap().items[0].id
}

pub async fn a_deal(market: &Market, who: &Actor, show: Show, joined: bool) -> DealId {
    let asked = ListDeals { show, ..ListDeals::default() };
    let deals = market::deal::list_deals(market, who, asked).await.unwrap().items;
    deals.iter().find(|deal| deal.joined == joined).unwrap().id
}

/// An entry that rests on a document.
pub async fn saving(market: &Market, buyer: &Actor) -> (SavingId, FileId) {
    let asked = PageAsked::for_file(None);
    let all = market::saving::view_saving_entries(market, buyer, Filter::default(), asked).await;
    let with_file = all.unwrap().items.iter().find_map(|view| {
        let evidence = &view.entry.stored().facts.evidence;
        evidence.iter().find_map(|evidence| match evidence {
            Evidence::File(file) => Some((view.entry.id(), *file)),
            Evidence::PricePoint(_) => None,
        })
    });
    with_file.unwrap()
}

pub async fn price_list(market: &Market, director: &Actor) -> FileId {
    let upload = Upload {
        name: "list.csv".to_owned(),
        contents: "title,category,price\nClerking,clerking,120\n".into(),
    };
    market::service::upload_price_list(market, director, Some(upload)).await.unwrap()
}

pub async fn holding(market: &Market, head: &Actor, role: Role) -> RoleHoldingId {
    let people = market::people::people(market, head, &PageAsked::default()).await.unwrap();
    people.holdings.items.iter().find(|holding| holding.role == role).unwrap().id
}

pub async fn invitation(market: &Market, head: &Actor) -> InvitationId {
    let email = Email::parse("asked@pool.example").unwrap();
    let invite =
        InvitePerson { email, role: Role::Finance, limit: None, days: RoleDays::default() };
    market::people::invite_person(market, head, &key(), invite).await.unwrap()
}

/// Something in the basket of the head, who means more of it than was shown to them: it stays there.
pub async fn basket(
    market: &Market,
    head: &Actor,
    service: ServiceId,
) -> (BasketRowId, order::SeenTogether) {
    let put = |count| {
        let wanted = order::Wanted::Quantity { count, wished_on: None, note: None };
        order::put_into_basket(market, head, order::PutIntoBasket { service, wanted })
    };
    put(2).await.unwrap();
    let basket = order::view_basket(market, head).await.unwrap();
    put(3).await.unwrap();
    (basket.rows[0].id, basket.quote.unwrap().seen())
}

pub async fn enquiry(market: &Market, head: &Actor) -> EnquiryId {
    let all = market::enquiry::enquiries(market, head, &PageAsked::default()).await.unwrap();
    all.items[0].id
}

pub async fn document(market: &Market, director: &Actor, service: ServiceId) -> ServiceDocumentId {
    let add = AddDocument {
        key: key(),
        service,
        title: "Safeguarding".to_owned(),
        upload: Some(paper()),
    };
    market::service::add_document(market, director, add).await.unwrap()
}

pub async fn seen_order(market: &Market, head: &Actor, service: ServiceId) -> order::Seen {
    let ask = order::QuoteOrder { service, wanted: order::Wanted::Days(vec![day("2027-01-12")]) };
    order::quote_order(market, head, ask).await.unwrap().seen()
}

pub async fn seen_deal(market: &Market, head: &Actor, id: DealId) -> deal::Seen {
    let shown = deal::view_deal(market, head, id, Some(425)).await.unwrap();
    let deal::For::School(school) = shown.to else { panic!("a school looks") };
    school.authority.unwrap().seen(WORDING)
}

/// A place of an event of somebody who came, and the line by which the school has it.
pub async fn a_place(
    market: &Market,
    director: &Actor,
    buyer: &Actor,
    event: EventId,
) -> (PlaceId, (OrderId, OrderLineId)) {
    let page = &PageAsked::default();
    let all = market::event::delegates(market, director, event, page).await.unwrap().items;
    let came = all.into_iter().find(|row| !row.came.is_empty()).unwrap();
    let order = order::view_order(market, buyer, came.order).await.unwrap();
    (came.place, (came.order, order.events[0].line))
}

pub async fn first_role(market: &Market, actor: &Actor) -> RoleHoldingId {
    people_of(market, actor).await.holdings.items[0].id
}

pub async fn people_of(market: &Market, actor: &Actor) -> market::people::People {
    market::people::people(market, actor, &PageAsked::default()).await.unwrap()
}

/// The partnership comes to trade through a council, and somebody answers for that.
pub async fn asked_to_host(bed: &Bed, tenant: &Tenant) -> (HostingId, Actor) {
    let market = &bed.market;
    let director = &tenant.who(Role::Director, tenant.partnership).actor;
    let staff = &tenant.who(Role::PartnershipStaff, tenant.partnership).actor;
    let held = market::partnership::partnership(market, director).await.unwrap();
    market::partnership::change_trading(market, director, held.version, hosted()).await.unwrap();
    let held = market::partnership::partnership(market, director).await.unwrap();
    let asked = held.waiting.last().unwrap();
    let decide = DecideChange { change: asked.id, confirm: true };
    market::partnership::decide_change(market, staff, decide).await.unwrap();
    let council = installation::organisation_for(
        market,
        Role::CouncilCommissioner,
        Some("riverside-council"),
    );
    let organisation = council.await.unwrap();
    let new = Newcomer {
        name: "Ines Holt",
        role: Role::CouncilCommissioner,
        organisation,
        limit_pence: None,
    };
    let host = people::add(bed, new).await.actor;
    let asked = market::partnership::hostings(market, &host).await.unwrap();
    (asked[0].id, host)
}
