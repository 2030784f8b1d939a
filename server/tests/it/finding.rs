//! Finding a service again, over HTTP with plain forms: those viewed last, and saved searches.

use axum::http::StatusCode;
use testbed::on_both;

use crate::trade::World;
use crate::world::browser;

const PASSWORD: &str = "river boats at noon";

on_both! {
    async fn a_search_is_saved_opened_renamed_and_removed_and_what_was_viewed_is_forgotten(bed) {
        let world = World::of(&bed).await;
        let atlases = world.sold_by_number(&bed.market, "Atlases").await;
        let mut buyer = browser(&bed, false);
        buyer.sign_in("amina.rahman@pool.example", PASSWORD).await;
        let bare = buyer.get("/services").await.text;
        assert!(!bare.contains("Viewed last") && !bare.contains("Save this search"), "{bare}");
        assert!(buyer.get("/services/saved").await.text.contains("No saved searches yet"));

        buyer.get(&format!("/services/{atlases}")).await;
        let viewed = buyer.get("/services").await.text;
        assert!(viewed.contains("Viewed last") && viewed.contains("Remove this list"), "{viewed}");
        let forgotten = buyer.send_form_and_follow(&viewed, "/services/viewed/remove", &[]).await;
        assert!(!forgotten.text.contains("Viewed last"), "{}", forgotten.text);

        let sought = buyer.get("/services?q=atlases&price=6").await.text;
        assert!(sought.contains("Save this search"), "{sought}");
        let address = "/services/saved/new?q=atlases&price=6";
        let form = buyer.get(address).await.text;
        assert!(form.contains("value=\"atlases, Up to £6\""), "a name to begin with: {form}");
        let to = "/services/saved/new";
        let odd = buyer.send_form(&form, to, &[("name", "12345")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.text);
        for kept in ["value=\"12345\"", "value=\"atlases\"", "value=\"6\""] {
            assert!(odd.text.contains(kept), "nothing is lost, {kept}: {}", odd.text);
        }
        let list = buyer.send_form_and_follow(&odd.text, to, &[("name", "Maps of the world")]).await;
        for words in ["Maps of the world", "“atlases” · Up to £6", "/services?q=atlases&amp;price=6.00"] {
            assert!(list.text.contains(words), "{words}: {}", list.text);
        }
        let opened = buyer.get("/services?q=atlases&price=6.00").await.text;
        assert!(opened.contains("Atlases") && !opened.contains("Counselling in school"), "{opened}");

        let from = list.text.find("/services/saved/savedsearch_").unwrap();
        let page: String = list.text[from..].chars().take_while(|c| *c != '"').collect();
        let one = buyer.get(&page).await.text;
        let list = buyer.send_form_and_follow(&one, &page, &[("name", "Maps")]).await;
        assert!(list.text.contains("Rename or remove Maps<"), "{}", list.text);
        let mut head = browser(&bed, false);
        head.sign_in("grace.adeyemi@pool.example", PASSWORD).await;
        assert_eq!(head.get(&page).await.status, StatusCode::NOT_FOUND);
        let list = buyer.send_form_and_follow(&one, &format!("{page}/remove"), &[]).await;
        assert!(list.text.contains("No saved searches yet"), "{}", list.text);

        let nothing = buyer.get("/services/saved/new").await;
        assert_eq!(nothing.status, StatusCode::SEE_OTHER, "what narrows nothing is not saved");
        let file = buyer.get("/services.csv").await.text;
        assert!(file.contains("Offered by,Your trust already buys this"), "{file}");
    }
}
