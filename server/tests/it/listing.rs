//! What the pages of the catalogue say to whom, over HTTP with plain forms.

use axum::http::StatusCode;
use testbed::{Bed, on_both};

use crate::trade::World;
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&format!("{name}@pool.example"), PASSWORD).await;
    browser
}

on_both! {
    async fn days_of_what_is_not_sold_by_the_day_are_refused_at_their_field(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "sam.patel").await;
        let form = staff.get("/services/new").await.text;
        let filled = [
            ("title", "Play therapy"),
            ("category", "counselling"),
            ("description", "A play therapist in school."),
            ("provider", "new"),
            ("provider_name", "Lantern Practice"),
            ("kind", "per_unit"),
            ("member", "45"),
            ("unit", "session"),
            ("booked", "days"),
        ];
        let refused = staff.send_form(&form, "/services/new", &filled).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in ["href=\"#booked\"", "Days from a calendar are sold by the day or the half day"] {
            assert!(refused.text.contains(told), "{told}: {}", refused.text);
        }
        let by_number = [("booked", "quantity")];
        let added = staff.send_form(&refused.text, "/services/new", &by_number).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    }
}
