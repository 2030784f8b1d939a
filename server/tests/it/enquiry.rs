//! Questions about services over HTTP with plain forms.

use axum::http::StatusCode;
use testbed::on_both;

use crate::trade::World;
use crate::world::browser;

const PASSWORD: &str = "river boats at noon";

on_both! {
    async fn a_school_asks_about_a_service_and_reads_the_answer(bed) {
        let world = World::of(&bed).await;
        let mut buyer = browser(&bed, false);
        buyer.sign_in("amina.rahman@pool.example", PASSWORD).await;
        let service = buyer.get(&format!("/services/{}", world.service)).await.text;
        let ask = format!("/services/{}/ask", world.service);
        assert!(service.contains(&ask), "{service}");
        let form = buyer.get(&ask).await.text;
        assert!(form.contains("Never names or details of pupils, or of staff it is for"), "{form}");
        let refused = buyer.send_form(&form, &ask, &[("subject", "Rooms"), ("words", " ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("value=\"Rooms\""), "nothing typed is lost");
        let typed = [("subject", "Rooms"), ("words", "Do you need two?")];
        let asked = buyer.send_form_and_follow(&form, &ask, &typed).await;
        assert!(asked.text.contains("Do you need two?"), "{}", asked.text);

        let mut provider = browser(&bed, false);
        provider.sign_in("priya.shah@pool.example", PASSWORD).await;
        let bookings = provider.get("/bookings").await.text;
        assert!(bookings.contains("Answer 1 question about services"), "{bookings}");
        let list = provider.get("/enquiries").await.text;
        let id = list.split("href=\"/enquiries/enquiry_").nth(1).unwrap().split('"').next().unwrap();
        let page = format!("/enquiries/enquiry_{id}");
        let thread = provider.get(&page).await.text;
        let empty = provider.send_form(&thread, &page, &[("words", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        provider.send_form_and_follow(&thread, &page, &[("words", "One is enough.")]).await;
        let file = provider.get("/enquiries.csv").await.text;
        assert!(file.contains("Rooms") && file.contains("Answered"), "{file}");

        let answered = buyer.get(&page).await.text;
        assert!(answered.contains("One is enough.") && answered.contains("Priya Shah"), "{answered}");
        let closed = buyer.send_form_and_follow(&answered, &format!("{page}/close"), &[]).await;
        assert!(closed.text.contains("Open it again"), "{}", closed.text);
        let mut another = browser(&bed, false);
        another.sign_in("lena.fox@pool.example", PASSWORD).await;
        assert_eq!(another.get(&page).await.status, StatusCode::NOT_FOUND);
    }
}
