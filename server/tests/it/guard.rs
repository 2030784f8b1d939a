//! What every response says, and what is turned away at the door.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use testbed::on_both;

use crate::world::browser;

on_both! {
    async fn every_page_forbids_inline_scripts_frames_and_sniffing(bed) {
        let mut nobody = browser(&bed, false);
        for path in ["/", "/sign-in", "/no-such-page", "/services"] {
            let answer = nobody.get(path).await;
            let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.contains("default-src 'none'"), "{path}");
            assert!(!policy.contains("unsafe-inline"), "{path}");
            assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            assert_eq!(answer.headers[header::X_FRAME_OPTIONS], "DENY", "{path}");
            assert!(!answer.text.contains("style=\""), "{path} has an inline style");
            assert!(!answer.text.contains("<script>"), "{path} has an inline script");
        }
    }

    async fn a_form_from_another_site_is_refused(bed) {
        let mut victim = browser(&bed, false);
        let forged = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://evil.example");
        let answer = victim.send(forged, Body::from("email=a%40b.uk&password=x")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let cross = Request::post("/sign-in").header("sec-fetch-site", "cross-site");
        let answer = victim.send(cross, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }

    async fn a_page_that_is_not_there_says_so_in_words(bed) {
        let answer = browser(&bed, false).get("/no-such-page").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text.contains("Page not found"));
        assert!(answer.text.contains("Go to the home page"));
    }

    async fn there_is_no_demo_beside_real_data(bed) {
        let mut nobody = browser(&bed, false);
        assert_eq!(nobody.get("/demo").await.status, StatusCode::NOT_FOUND);
        let answer = nobody.post("/demo", &[("person", "person_0193f3a1c0de7000a1b2c3d4e5f60718")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }

    async fn health_is_told_without_signing_in(bed) {
        let answer = browser(&bed, false).get("/healthz").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.text, "ok\njobs: due 0, late 0, failing 0, set aside 0\n");
    }
}
