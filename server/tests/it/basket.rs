//! The basket over HTTP with plain forms.

use axum::http::StatusCode;
use domain::service::Event;
use market::service::{MoveService, move_service};
use testbed::on_both;

use crate::trade::World;
use crate::world::browser;

const PASSWORD: &str = "river boats at noon";

on_both! {
    async fn services_are_collected_and_sent_for_one_approval(bed) {
        let world = World::of(&bed).await;
        let mut buyer = browser(&bed, false);
        buyer.sign_in("amina.rahman@pool.example", PASSWORD).await;
        let empty = buyer.get("/basket").await.text;
        assert!(empty.contains("Your basket is empty"), "{empty}");
        let atlases = world.sold_by_number(&bed.market, "Atlases").await;
        let order = format!("/services/{atlases}/order");
        let check = buyer.post_and_follow(&order, &[("quantity", "10")]).await.text;
        let to = format!("/services/{atlases}/basket");
        let odd = buyer.send_form(&check, &to, &[("quantity", "many")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.text);
        assert!(odd.text.contains("value=\"many\""), "nothing typed is lost: {}", odd.text);
        let basket = buyer.send_form_and_follow(&check, &to, &[]).await.text;
        assert!(basket.contains("It is in your basket") && basket.contains("£60.00"), "{basket}");
        let days = format!("/services/{}/check?day=2026-12-08", world.service);
        let check = buyer.get(&days).await.text;
        let to = format!("/services/{}/basket", world.service);
        let basket = buyer.send_form_and_follow(&check, &to, &[]).await.text;
        for words in ["£288.00", "£348.00", "Another school may be first"] {
            assert!(basket.to_lowercase().contains(&words.to_lowercase()), "{words}: {basket}");
        }
        let home = buyer.get("/").await.text;
        assert!(home.contains("Order what is in your basket: 2 services"), "{home}");
        let file = buyer.get("/basket.csv").await.text;
        assert!(file.contains("Atlases,10 items,") && file.contains("60.00"), "{file}");

        let all = buyer.get("/basket/check").await.text;
        assert!(all.contains("Send for approval"), "over £300 together: {all}");
        // It is taken off sale before the button is pressed.
        let move_it = |event| MoveService { service: atlases, event };
        move_service(&bed.market, &world.staff, move_it(Event::Pause)).await.unwrap();
        let refused = buyer.send_form(&all, "/basket/check", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
        assert!(refused.text.contains("Nothing has been ordered"), "{}", refused.text);
        assert!(refused.text.contains("Not all of it can be ordered"), "{}", refused.text);
        move_service(&bed.market, &world.staff, move_it(Event::Resume)).await.unwrap();
        let odd = buyer.send_form(&all, "/basket/check", &[("purchase_order_number", "PO;1")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(odd.text.contains("value=\"PO;1\""), "{}", odd.text);
        let number = [("purchase_order_number", "PO-7")];
        let placed = buyer.send_form_and_follow(&all, "/basket/check", &number).await;
        for words in ["Atlases", "Counselling in school", "PO-7", "£348"] {
            assert!(placed.text.contains(words), "{words}: {}", placed.text);
        }
        let empty = buyer.get("/basket").await.text;
        assert!(empty.contains("Your basket is empty"), "what is bought leaves it: {empty}");
    }
}
