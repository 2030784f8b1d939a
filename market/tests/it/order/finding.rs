//! What helps to find a service again: those viewed last, and saved searches with their letter on Mondays.

use std::collections::BTreeMap;

use domain::id::ServiceId;
use domain::notification::{Notify, Topic};
use domain::saved_search::{Criteria, SEARCHES_MAX};
use domain::service::TypedTerms;
use domain::{Failure, Problem, Refusal};
use market::job::run_due;
use market::mail::{About, SearchTold};
use market::saved_search::{
    RenameSearch, SaveSearch, remove_search, rename_search, save_search, saved_searches,
};
use market::service::{
    self, Browse, ChangeService, TypedProvider, VIEWED_MAX, change_service, view_service,
};
use market::{Actor, Market, Viewer, person, purge};
use testbed::{Bed, instant, on_both};

use super::world::{World, per_day};

fn viewer(actor: &Actor) -> Viewer {
    Viewer::Actor(Box::new(actor.clone()))
}

async fn viewed(market: &Market, actor: &Actor) -> Vec<String> {
    let found = service::list_services(market, &viewer(actor), Browse::default()).await.unwrap();
    found.viewed.into_iter().map(|one| one.title).collect()
}

fn words(text: &str) -> Criteria {
    Criteria { words: text.to_owned(), ..Criteria::default() }
}

async fn save(market: &Market, actor: &Actor, text: &str) -> Result<(), Failure> {
    let save = SaveSearch { name: format!("For {text}"), criteria: words(text) };
    save_search(market, actor, save).await.map(|_| ())
}

async fn now_costs(market: &Market, world: &World, service: ServiceId, pounds: &str) {
    let seen = view_service(market, &viewer(&world.staff), service).await.unwrap();
    let terms =
        TypedTerms { price: per_day(pounds), ..TypedTerms::of(seen.terms(), market.today()) };
    let provider = TypedProvider { chosen: seen.provider.id.to_string(), new_name: String::new() };
    let change = ChangeService { service, version: seen.row_version(), provider, terms };
    change_service(market, &world.staff, change).await.unwrap();
}

/// Every letter about searches that was sent: to whom, and what of.
fn letters(bed: &Bed) -> Vec<(String, Vec<SearchTold>)> {
    let all = bed.letters.all().into_iter();
    all.filter_map(|mail| match mail.about {
        About::SearchNews(told) => Some((mail.to, told.searches)),
        _ => None,
    })
    .collect()
}

fn titles(search: &SearchTold) -> Vec<(&str, bool)> {
    search.services.iter().map(|one| (one.title.as_str(), one.is_new)).collect()
}

/// Two processes do what is due on a day at seven.
async fn both_do_jobs(bed: &Bed, day: &str) {
    bed.clock.set(instant(&format!("{day}T07:00:00Z")));
    let other = bed.another_process().await;
    for _ in 0..3 {
        let (one, two) =
            tokio::join!(run_due(&bed.market, &bed.letters), run_due(&other, &bed.letters));
        one.unwrap();
        two.unwrap();
    }
    bed.run_jobs().await;
}

on_both! {
    async fn the_last_eight_services_are_listed_until_they_are_forgotten(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        let mut services = Vec::new();
        for title in ["A", "B", "C", "D", "E", "F", "G", "H"] {
            services.push(world.sold_by_number(market, &format!("{title} books")).await);
        }
        services.push(world.service);
        for (minute, service) in services.iter().enumerate() {
            bed.clock.set(instant(&format!("2026-11-23T10:{minute:02}:00Z")));
            service::note_viewed(market, &viewer(buyer), *service).await;
        }
        service::note_viewed(market, &Viewer::Visitor, services[0]).await;
        let last = viewed(market, buyer).await;
        assert_eq!(last.len(), VIEWED_MAX);
        assert_eq!((last[0].as_str(), last[7].as_str()), ("Counselling in school", "B books"));
        assert_eq!(viewed(market, &world.head).await, Vec::<String>::new(), "it is one person's");
        let narrowed = Browse { q: "books".to_owned(), ..Browse::default() };
        let found = service::list_services(market, &viewer(buyer), narrowed).await.unwrap();
        assert!(found.viewed.is_empty(), "not beside a search");
        // Coming back puts it first; opening it again at once is no coming back.
        bed.clock.set(instant("2026-11-23T10:30:00Z"));
        service::note_viewed(market, &viewer(buyer), services[2]).await;
        assert_eq!(viewed(market, buyer).await[0], "C books");
        let kept = person::my_data(market, buyer).await.unwrap();
        assert_eq!((kept.viewed.len(), kept.viewed[7].service.as_str()), (8, "C books"));
        let trail = "SELECT COUNT(*) AS n FROM audit_entry WHERE subject LIKE 'service%' \
                     AND action NOT IN ('add_service', 'publish')";
        let trail = world.sql.number(trail).await;
        service::forget_viewed(market, buyer).await.unwrap();
        assert_eq!(viewed(market, buyer).await, Vec::<String>::new());
        // It is gone after 90 days, and with the person.
        for who in [buyer, &world.head] {
            service::note_viewed(market, &viewer(who), services[0]).await;
        }
        let rows = "SELECT COUNT(*) AS n FROM viewed_service";
        assert_eq!(world.sql.number(rows).await, 2);
        person::erase(market, "grace.adeyemi@pool.example").await.unwrap();
        assert_eq!(world.sql.number(rows).await, 1);
        purge::plan(market).await.unwrap();
        bed.clock.set(instant("2027-02-22T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(world.sql.number(rows).await, 0);
        let after = "SELECT COUNT(*) AS n FROM audit_entry WHERE subject LIKE 'service%' \
                     AND action NOT IN ('add_service', 'publish')";
        assert_eq!(world.sql.number(after).await, trail, "what people look at is in no trail");
    }

    async fn one_letter_on_mondays_tells_what_is_new_in_all_of_a_persons_searches_exactly_once(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        purge::plan(market).await.unwrap();
        let atlases = world.sold_by_number(market, "Atlases, small").await;
        bed.clock.set(instant("2026-11-24T09:00:00Z"));
        for text in ["atlases", "globes", "puppets"] {
            save(market, buyer, text).await.unwrap();
        }
        for actor in [&world.head, &world.finance] {
            save(market, actor, "globes").await.unwrap();
        }
        let off = BTreeMap::from([(Topic::SavedSearches, Notify::Off)]);
        person::choose_notifications(market, &world.head, off).await.unwrap();
        let left = "UPDATE role_holding SET ends_on = '2026-11-25' WHERE person_id = $1";
        world.sql.run(left, [world.finance.person().uuid().into()]).await;
        for number in 1..=10 {
            world.sold_by_number(market, &format!("Globes {number:02}")).await;
        }
        now_costs(market, &world, atlases, "7").await;
        both_do_jobs(&bed, "2026-11-30").await;
        let told = letters(&bed);
        assert_eq!(told.len(), 1, "one letter, to whoever wants one and belongs to the school: {told:?}");
        let (to, searches) = &told[0];
        assert_eq!(to, "amina.rahman@pool.example");
        assert_eq!(searches.len(), 2, "nothing is said of what found nothing new");
        assert_eq!(titles(&searches[0]), [("Atlases, small", false)]);
        let price = searches[0].services[0].price.as_ref().unwrap();
        assert_eq!(price.net.pence().get(), 700, "as the school sees it now");
        assert_eq!((searches[1].services.len(), searches[1].more), (8, 2));
        assert!(titles(&searches[1]).iter().all(|(_, is_new)| *is_new));

        both_do_jobs(&bed, "2026-12-07").await;
        assert_eq!(letters(&bed).len(), 1, "nothing is new, and nothing is told twice");
        // What changes on the Monday itself is told on the next.
        now_costs(market, &world, atlases, "8").await;
        both_do_jobs(&bed, "2026-12-14").await;
        let told = letters(&bed);
        assert_eq!(told.len(), 2);
        assert_eq!(titles(&told[1].1[0]), [("Atlases, small", false)]);
    }

    async fn a_search_is_saved_once_renamed_and_removed_by_its_owner_alone(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        let blank = SaveSearch { name: "All".to_owned(), criteria: words("  ") };
        let refused = save_search(market, buyer, blank).await;
        assert_eq!(refused, Err(Failure::field("q", Problem::Missing)));
        let nameless = SaveSearch { name: " ".to_owned(), criteria: words("art") };
        let refused = save_search(market, buyer, nameless).await;
        assert_eq!(refused, Err(Failure::field("name", Problem::Missing)));
        for number in 0..SEARCHES_MAX {
            save(market, buyer, &format!("art {number}")).await.unwrap();
        }
        save(market, buyer, "art 7").await.unwrap();
        let refused = save(market, buyer, "one more").await;
        assert_eq!(refused, Err(Refusal::TooManySearches { most: SEARCHES_MAX }.into()));
        let kept = saved_searches(market, buyer).await.unwrap();
        assert_eq!(kept.len(), 20);
        let first = kept[0].id;
        let rename = |name: &str| RenameSearch { search: first, name: name.to_owned() };
        assert_eq!(rename_search(market, &world.head, rename("Mine")).await, Err(Failure::NotFound));
        assert_eq!(remove_search(market, &world.head, first).await, Err(Failure::NotFound));
        rename_search(market, buyer, rename("A name of its own")).await.unwrap();
        let names: Vec<String> =
            saved_searches(market, buyer).await.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names[0], "A name of its own");
        remove_search(market, buyer, first).await.unwrap();
        assert_eq!(remove_search(market, buyer, first).await, Err(Failure::NotFound));
        assert_eq!(person::my_data(market, buyer).await.unwrap().saved_searches.len(), 19);
        person::erase(market, "amina.rahman@pool.example").await.unwrap();
        let rows = "SELECT COUNT(*) AS n FROM saved_search";
        assert_eq!(world.sql.number(rows).await, 0);
    }
}
