//! Adding, changing, moving and finding services.

use domain::access::Role;
use domain::price::BuyerStanding;
use domain::service::{Category, Event, State, TypedTerms};
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::service::{
    self, AddService, Browse, ChangeService, Looks, MoveService, PriceShown, SettleVat, SortBy,
    TypedProvider,
};
use market::{Market, Viewer, installation};
use testbed::on_both;

use crate::setting::{World, counselling};

async fn live(market: &Market, world: &World, add: AddService) -> domain::id::ServiceId {
    let id = service::add_service(market, world.staff(), add).await.unwrap();
    publish(market, world, id).await.unwrap();
    id
}

async fn publish(
    market: &Market,
    world: &World,
    service: domain::id::ServiceId,
) -> Result<(), Failure> {
    let publish = MoveService { service, event: Event::Publish };
    service::move_service(market, world.staff(), publish).await
}

async fn titles(market: &Market, viewer: &Viewer, browse: Browse) -> Vec<String> {
    let listing = service::list_services(market, viewer, browse).await.unwrap();
    listing.services.items.into_iter().map(|item| item.title).collect()
}

fn looking_for(q: &str) -> Browse {
    Browse { q: q.to_owned(), ..Browse::default() }
}

on_both! {
    async fn a_service_answers_five_questions_and_the_category_fills_in_the_rest(bed) {
        let world = World::of(&bed).await;
        let id = live(&bed.market, &world, counselling("Pupil counselling", "395", "450")).await;
        let seen = service::view_service(&bed.market, &world.buyer, id).await.unwrap();
        assert_eq!(seen.looks, Looks::School);
        assert_eq!(seen.standing, Some(BuyerStanding::Full));
        assert_eq!(seen.provider.name, "Harbour Practice");
        assert_eq!(seen.terms().unit, domain::price::Unit::Day);
        assert_eq!(seen.terms().cpv.as_ref().unwrap().as_str(), "85312320");
        assert_eq!(seen.terms().summary, "A counsellor in school for a day.");
        let PriceShown::Yours(quote) = &seen.price else { panic!("{:?}", seen.price) };
        assert_eq!(quote.unit_price, Some(Net(Pence::pounds(395))));
        assert!(seen.can_order && !seen.can_change);
    }

    async fn what_is_wrong_is_said_of_provider_and_terms_at_once(bed) {
        let world = World::of(&bed).await;
        let mut add = counselling("", "dear", "");
        add.provider = TypedProvider::default();
        let wrong = service::add_service(&bed.market, world.staff(), add).await.unwrap_err();
        let Failure::Invalid(problems) = wrong else { panic!("{wrong:?}") };
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["provider", "title", "member"]);
    }

    async fn a_council_that_is_here_delivers_as_itself_and_is_made_once(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let council = installation::council(market, "Riverside Council").await.unwrap();
        assert_eq!(installation::council(market, " riverside council ").await.unwrap(), council);
        let nameless = installation::council(market, " ").await.unwrap_err();
        assert_eq!(nameless, Failure::field("council", Problem::Missing));
        let by = |name: &str| {
            let provider =
                TypedProvider { chosen: "new".to_owned(), new_name: name.to_owned() };
            AddService { provider, ..counselling("Pupil counselling", "395", "") }
        };
        let delivered_by = async |name| {
            let id = live(market, &world, by(name)).await;
            service::view_service(market, &world.buyer, id).await.unwrap().provider
        };
        let provider = delivered_by("Riverside council").await;
        assert_eq!((provider.id, provider.name.as_str()), (council, "Riverside Council"));
        assert_ne!(delivered_by("Riverside Councillors").await.id, council);
        // Once it delivers, it is among those to choose from.
        let known = service::providers(market, world.staff()).await.unwrap();
        assert!(known.iter().any(|one| one.id == council));
    }

    async fn a_form_sent_twice_adds_one_service(bed) {
        let world = World::of(&bed).await;
        let add = counselling("Pupil counselling", "395", "");
        let first = service::add_service(&bed.market, world.staff(), add.clone()).await.unwrap();
        let again = service::add_service(&bed.market, world.staff(), add.clone()).await.unwrap();
        assert_eq!(first, again);
        let other = AddService { key: add.key, ..counselling("Another", "1", "") };
        let refused = service::add_service(&bed.market, world.staff(), other).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::RepeatedWithOtherContents));
        assert_eq!(titles(&bed.market, &world.staff, Browse::default()).await.len(), 1);
    }

    async fn a_provider_named_twice_is_one_organisation(bed) {
        let world = World::of(&bed).await;
        live(&bed.market, &world, counselling("One", "395", "")).await;
        live(&bed.market, &world, counselling("Two", "395", "")).await;
        let providers = service::providers(&bed.market, world.staff()).await.unwrap();
        let names: Vec<&str> = providers.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Riverside Schools", "Harbour Practice"]);
    }

    async fn nothing_goes_on_sale_while_its_vat_is_a_question(bed) {
        let world = World::of(&bed).await;
        let mut add = counselling("Pupil counselling", "395", "");
        add.terms.vat.clear();
        let id = service::add_service(&bed.market, world.staff(), add).await.unwrap();
        let refused = publish(&bed.market, &world, id).await.unwrap_err();
        assert_eq!(refused, Failure::Refused(Refusal::VatNotSettled));
        let answer = SettleVat { service: id, reason: "made up".to_owned() };
        let wrong = service::settle_vat(&bed.market, world.staff(), answer).await.unwrap_err();
        assert_eq!(wrong, Failure::field("vat", Problem::NotAChoice));
        let answer = SettleVat { service: id, reason: "welfare".to_owned() };
        service::settle_vat(&bed.market, world.staff(), answer).await.unwrap();
        publish(&bed.market, &world, id).await.unwrap();
        let mut open = change(&bed.market, &world, id).await;
        open.terms.vat.clear();
        let refused = service::change_service(&bed.market, world.staff(), open).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::VatNotSettled));
    }

    async fn a_change_is_a_new_version_and_a_stale_form_is_refused(bed) {
        let world = World::of(&bed).await;
        let id = live(&bed.market, &world, counselling("Pupil counselling", "395", "")).await;
        let stale = change(&bed.market, &world, id).await;
        let mut first = stale.clone();
        first.terms.price.rates.member = "410".to_owned();
        service::change_service(&bed.market, world.staff(), first).await.unwrap();
        let refused = service::change_service(&bed.market, world.staff(), stale).await;
        assert_eq!(refused.unwrap_err(), Failure::ChangedMeanwhile);
        let seen = service::view_service(&bed.market, &world.buyer, id).await.unwrap();
        assert_eq!(seen.version_number(), 2);
        let quote = seen.price.quote().unwrap();
        assert_eq!(quote.net, Net(Pence::pounds(410)));
        assert_eq!(world.setting.count("SELECT COUNT(*) AS n FROM service_version").await, 2);
    }

    async fn a_change_that_changes_nothing_makes_no_version(bed) {
        let world = World::of(&bed).await;
        let id = live(&bed.market, &world, counselling("Pupil counselling", "395", "")).await;
        let seen = service::view_service(&bed.market, &world.staff, id).await.unwrap();
        let terms = TypedTerms::of(seen.terms(), bed.market.today());
        let same = ChangeService { terms, ..change(&bed.market, &world, id).await };
        service::change_service(&bed.market, world.staff(), same).await.unwrap();
        let seen = service::view_service(&bed.market, &world.staff, id).await.unwrap();
        assert_eq!(seen.version_number(), 1);
    }

    async fn only_its_partnership_sees_a_draft_and_only_its_staff_change_a_service(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let add = counselling("Draft", "395", "450");
        let id = service::add_service(market, world.staff(), add).await.unwrap();
        for viewer in [&world.buyer, &Viewer::Visitor] {
            let hidden = service::view_service(market, viewer, id).await;
            assert_eq!(hidden.unwrap_err(), Failure::NotFound);
        }
        assert!(service::view_service(market, &world.staff, id).await.unwrap().can_change);
        let other = world.setting.partnership("Hillside Schools", &["302"]).await;
        let stranger = world.setting.person(market, Role::PartnershipStaff, other.id).await;
        let stranger = stranger.actor().unwrap();
        let publish = MoveService { service: id, event: Event::Publish };
        let refused = service::move_service(market, stranger, publish).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
        let buyer = world.buyer.actor().unwrap();
        let refused = service::move_service(market, buyer, publish).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
    }

    async fn a_school_sees_its_partnerships_services_and_what_others_of_its_area_sell_to_it(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        live(market, &world, counselling("For members", "395", "")).await;
        live(market, &world, counselling("For all", "395", "450")).await;
        let outside = world.setting.school("101002", "301", None).await;
        let outsider = world.setting.person(market, Role::Buyer, outside).await;
        let far = world.setting.school("101003", "999", None).await;
        let far = world.setting.person(market, Role::Buyer, far).await;
        let all = Browse::default;
        assert_eq!(titles(market, &world.buyer, all()).await, ["For all", "For members"]);
        assert_eq!(titles(market, &outsider, all()).await, ["For all"]);
        assert_eq!(titles(market, &far, all()).await, Vec::<String>::new());
        assert_eq!(titles(market, &Viewer::Visitor, all()).await, ["For all", "For members"]);
        let listing = service::list_services(market, &outsider, all()).await.unwrap();
        let quote = listing.services.items[0].price.quote().unwrap();
        assert_eq!(quote.net, Net(Pence::pounds(450)));
    }

    async fn services_stand_side_by_side_at_the_schools_own_prices_and_what_it_may_not_see_is_missing(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let dear = live(market, &world, counselling("Pupil counselling", "395", "450")).await;
        let cheap = live(market, &world, counselling("Staff counselling", "250", "")).await;
        let third = live(market, &world, counselling("Group counselling", "300", "")).await;
        let draft =
            service::add_service(market, world.staff(), counselling("Not yet", "100", "")).await.unwrap();
        let asked = [cheap, draft, dear, cheap];
        let found = service::compare_services(market, &world.buyer, &asked).await.unwrap();
        let titles: Vec<&str> =
            found.services.iter().map(|one| one.terms.title.as_str()).collect();
        assert_eq!(titles, ["Staff counselling", "Pupil counselling"]);
        assert_eq!(found.missing, 1);
        let net = |at: usize| found.services[at].price.quote().unwrap().net;
        assert_eq!([net(0), net(1)], [Net(Pence::pounds(250)), Net(Pence::pounds(395))]);
        let others: Vec<_> = found.others.iter().map(|one| one.id).collect();
        assert_eq!(others, [third]);
        // Whom nobody knows is shown members' prices, and nothing of what is being written.
        let seen = service::compare_services(market, &Viewer::Visitor, &asked).await.unwrap();
        assert!(matches!(seen.services[0].price, PriceShown::Members(_)));
        assert_eq!((seen.services.len(), seen.missing), (2, 1));
        let of_none = service::compare_services(market, &Viewer::Visitor, &[]).await.unwrap();
        assert_eq!((of_none.services.len(), of_none.others.len()), (0, 0));
    }

    async fn a_school_that_is_no_member_is_told_that_it_is_for_members(bed) {
        let world = World::of(&bed).await;
        let id = live(&bed.market, &world, counselling("For members", "395", "")).await;
        let outside = world.setting.school("101002", "301", None).await;
        let outsider = world.setting.person(&bed.market, Role::Buyer, outside).await;
        let seen = service::view_service(&bed.market, &outsider, id).await.unwrap();
        assert_eq!(seen.price, PriceShown::MembersOnly);
    }

    async fn a_price_by_pupils_is_worked_out_from_the_schools_own(bed) {
        let world = World::of(&bed).await;
        let mut add = counselling("HR advice", "4.20", "");
        add.terms.category = "hr".to_owned();
        add.terms.vat = String::new();
        add.terms.price.kind = "per_pupil".to_owned();
        let id = live(&bed.market, &world, add).await;
        let seen = service::view_service(&bed.market, &world.buyer, id).await.unwrap();
        assert_eq!(seen.price.quote().unwrap().net, Net(Pence::new(420 * 420)));
        let unknown = world.setting.school("101009", "301", None).await;
        world.setting.join(&world.partnership, unknown, world.partnership.full).await;
        let unknown = world.setting.person(&bed.market, Role::Buyer, unknown).await;
        let seen = service::view_service(&bed.market, &unknown, id).await.unwrap();
        assert_eq!(seen.price, PriceShown::PupilsNotKnown);
        let seen = service::view_service(&bed.market, &Viewer::Visitor, id).await.unwrap();
        assert_eq!(seen.price, PriceShown::BySize);
    }

    async fn plurals_beginnings_and_other_words_of_the_field_find_a_service(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        live(market, &world, counselling("Pupil counselling", "395", "")).await;
        let mut therapy = counselling("Speech therapy days", "400", "");
        therapy.terms.description = "A therapist in school for a day.".to_owned();
        therapy.terms.category = "speech_and_language_therapy".to_owned();
        live(market, &world, therapy).await;
        for (q, found) in [
            ("counsellors", vec!["Pupil counselling"]),
            ("COUNSEL", vec!["Pupil counselling"]),
            ("pup couns", vec!["Pupil counselling"]),
            ("therapies", vec!["Speech therapy days"]),
            ("SALT", vec!["Speech therapy days"]),
            ("harbour", vec!["Pupil counselling", "Speech therapy days"]),
            ("counselling plumbing", vec![]),
        ] {
            assert_eq!(titles(market, &world.buyer, looking_for(q)).await, found, "{q}");
        }
    }

    async fn whole_words_stand_before_beginnings_and_titles_before_providers(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let sold = |title: &str, category: &str, by: &str| {
            let mut add = counselling(title, "400", "");
            add.terms.category = category.to_owned();
            add.terms.description = "Somebody in school for a day.".to_owned();
            add.provider = TypedProvider { chosen: "new".to_owned(), new_name: by.to_owned() };
            add
        };
        for add in [
            sold("Data protection officer", "data_protection", "Saltmarsh Partnership"),
            sold("A saltwater day", "training", "Lantern Practice"),
            sold("Outings", "training", "Salt and Sons"),
            sold("Speech therapy days", "speech_and_language_therapy", "Lantern Practice"),
            sold("Talking: SALT for beginners", "training", "Lantern Practice"),
        ] {
            live(market, &world, add).await;
        }
        let best_first = [
            "Talking: SALT for beginners", "Speech therapy days", "Outings", "A saltwater day",
            "Data protection officer",
        ];
        for viewer in [&world.buyer, &world.staff, &Viewer::Visitor] {
            assert_eq!(titles(market, viewer, looking_for("SALT")).await, best_first);
        }
        // A second page goes on where the first one ends, with what fits least.
        for number in 0..18 {
            let title = format!("Outing {number:02}");
            live(market, &world, sold(&title, "training", "Saltmarsh Partnership")).await;
        }
        let first = service::list_services(market, &world.buyer, looking_for("salt")).await.unwrap();
        let page = market::db::PageAsked::after(first.services.next.clone());
        let second = Browse { page, ..looking_for("salt") };
        let second = service::list_services(market, &world.buyer, second).await.unwrap();
        let all = first.services.items.into_iter().chain(second.services.items);
        let all: Vec<String> = all.map(|item| item.title).collect();
        assert_eq!(all[..5], best_first);
        assert_eq!((all[5].as_str(), all[22].as_str(), all.len()), ("Outing 00", "Outing 17", 23));
    }

    async fn nothing_typed_into_the_search_can_break_it(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        live(market, &world, counselling("Pupil counselling", "395", "")).await;
        for q in [
            "\"", "'", "''", "\"\"", "*", ":*", "a:*", "NEAR(a b)", "NEAR", "AND", "OR", "NOT",
            "title:x", "-x", "^x", "(", "))", "a & b", "a | !b", "<->", "\\", "%", "_", "$1", "?1",
            "²", "½", "٣", "日本語", "é", "\u{0}", "\u{feff}", "🎉", "x'); DROP TABLE service; --",
        ] {
            let outcome = service::list_services(market, &world.buyer, looking_for(q)).await;
            assert!(outcome.is_ok(), "{q:?} {outcome:?}");
        }
        let long = "counselling ".repeat(2_000);
        assert_eq!(titles(market, &world.buyer, looking_for(&long)).await, ["Pupil counselling"]);
    }

    async fn filters_narrow_the_list_each_by_itself(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let mut primary = counselling("Cheap and primary", "100", "");
        primary.terms.phases = vec!["primary".to_owned()];
        live(market, &world, primary).await;
        let mut far = counselling("Far and dear", "900", "");
        far.terms.areas = vec!["302".to_owned()];
        far.terms.category = "training".to_owned();
        live(market, &world, far).await;
        let buyer = &world.buyer;
        let by = |browse: Browse| titles(market, buyer, browse);
        let all = Browse::default;
        assert_eq!(
            by(Browse { category: Some(Category::Training), ..all() }).await,
            ["Far and dear"]
        );
        let secondary = Some(domain::service::PhaseServed::Secondary);
        assert_eq!(by(Browse { phase: secondary, ..all() }).await, ["Far and dear"]);
        let here = domain::text::LaCode::parse("301").ok();
        assert_eq!(by(Browse { area: here, ..all() }).await, ["Cheap and primary"]);
        let most = Some(Pence::pounds(100));
        assert_eq!(by(Browse { price_max: most, ..all() }).await, ["Cheap and primary"]);
        let nobody = domain::id::OrganisationId::from_uuid(uuid::Uuid::nil());
        assert_eq!(by(Browse { provider: Some(nobody), ..all() }).await, Vec::<String>::new());

        // What stands beside a choice is how many the list holds once it is taken, whatever else is on.
        let trained = Browse { category: Some(Category::Training), ..all() };
        let for_primary = Browse { phase: domain::service::PhaseServed::from_code("primary"), ..all() };
        let cheap = Browse { price_max: most, ..all() };
        let found = looking_for("dear");
        for browse in [all(), trained, for_primary, cheap, found] {
            let counts = service::list_services(market, buyer, browse.clone()).await.unwrap().counts;
            let counts = counts.unwrap();
            for category in Category::ALL {
                let held = by(Browse { category: Some(*category), ..browse.clone() }).await.len();
                assert_eq!(some(&counts.categories, category), held, "{category:?} {browse:?}");
            }
            for phase in domain::service::PhaseServed::ALL {
                let held = by(Browse { phase: Some(*phase), ..browse.clone() }).await.len();
                assert_eq!(some(&counts.phases, phase), held, "{phase:?} {browse:?}");
            }
            for provider in counts.providers.keys() {
                let held = by(Browse { provider: Some(*provider), ..browse.clone() }).await.len();
                assert_eq!(some(&counts.providers, provider), held, "{browse:?}");
            }
        }
        let visitor = service::list_services(market, &Viewer::Visitor, all()).await.unwrap();
        assert_eq!(visitor.counts, None);
    }

    async fn pages_follow_each_other_without_gaps_or_repeats_in_either_order(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        for number in 0..45 {
            let price = (number * 7 % 10).to_string();
            live(market, &world, counselling(&format!("S{number:02}"), &price, "")).await;
        }
        for sort in [SortBy::Title, SortBy::Price] {
            let mut seen = Vec::new();
            let mut browse = Browse { sort, ..Browse::default() };
            loop {
                let listing =
                    service::list_services(market, &world.buyer, browse.clone()).await.unwrap();
                seen.extend(listing.services.items.into_iter().map(|item| {
                    let net = item.price.quote().unwrap().net;
                    (if sort == SortBy::Price { net.pence().get() } else { 0 }, item.title)
                }));
                let Some(next) = listing.services.next else { break };
                browse.page = market::db::PageAsked::after(Some(next));
            }
            assert_eq!(seen.len(), 45, "{sort:?}");
            let mut once = seen.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), 45, "{sort:?}");
            assert!(seen.is_sorted_by_key(|row| row.0), "{sort:?}");
        }
        let broken = Browse {
            page: market::db::PageAsked::after(Some("' OR 1=1")),
            ..Browse::default()
        };
        assert_eq!(titles(market, &world.buyer, broken).await.len(), 20);
    }

    async fn staff_see_every_state_and_may_ask_for_one(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        live(market, &world, counselling("On sale", "395", "")).await;
        let draft = counselling("Being written", "395", "");
        service::add_service(market, world.staff(), draft).await.unwrap();
        let all = titles(market, &world.staff, Browse::default()).await;
        assert_eq!(all, ["Being written", "On sale"]);
        let drafts = Browse { state: Some(State::Draft), ..Browse::default() };
        assert_eq!(titles(market, &world.staff, drafts).await, ["Being written"]);
    }
}

/// How many a filter leaves by one of its choices.
fn some<K: Ord>(counts: &std::collections::BTreeMap<K, u64>, of: &K) -> usize {
    counts.get(of).map_or(0, |count| usize::try_from(*count).unwrap())
}

async fn change(market: &Market, world: &World, id: domain::id::ServiceId) -> ChangeService {
    let seen = service::view_service(market, &world.staff, id).await.unwrap();
    let AddService { terms, .. } = counselling("Pupil counselling", "395", "");
    ChangeService {
        service: id,
        version: seen.row_version(),
        provider: TypedProvider { chosen: seen.provider.id.to_string(), new_name: String::new() },
        terms,
    }
}

/// Counts the statements of reading a page: the number must not grow with the list.
async fn statements(bed: &testbed::Bed, viewer: &Viewer, browse: Browse) -> u64 {
    let count = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let market = bed.counting(count.clone()).await;
    count.store(0, std::sync::atomic::Ordering::SeqCst);
    service::list_services(&market, viewer, browse).await.unwrap();
    count.load(std::sync::atomic::Ordering::SeqCst)
}

on_both! {
    async fn a_list_takes_the_same_few_statements_however_long_it_is(bed) {
        let world = World::of(&bed).await;
        let pooled = live(&bed.market, &world, counselling("A first", "395", "")).await;
        let pool = market::capacity::CreatePool { service: pooled, people_of: None };
        market::capacity::create_pool(&bed.market, world.staff(), pool).await.unwrap();
        let everything = || Browse {
            q: "counselling".to_owned(),
            category: Some(Category::Counselling),
            phase: Some(domain::service::PhaseServed::Primary),
            price_max: Some(Pence::pounds(1_000)),
            ..Browse::default()
        };
        let (few, few_narrowed) = (
            statements(&bed, &world.buyer, Browse::default()).await,
            statements(&bed, &world.buyer, everything()).await,
        );
        for number in 0..30 {
            live(&bed.market, &world, counselling(&format!("S{number}"), "5", "")).await;
        }
        assert_eq!((few, few_narrowed), (8, 7), "what was viewed last stands beside no search");
        assert_eq!(statements(&bed, &world.buyer, Browse::default()).await, 8);
        assert_eq!(statements(&bed, &world.staff, Browse::default()).await, 6);
        assert_eq!(statements(&bed, &Viewer::Visitor, Browse::default()).await, 2);
    }
}
