//! Documents of a service over HTTP: added by staff, read by whoever may see the service.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use testbed::{Bed, on_both};

use crate::deal_world;
use crate::trade::World;
use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";
const PDF: &str = "%PDF-1.7 the agreement";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

async fn send(staff: &mut Browser, to: &str, key: &str, title: &str, file: (&str, &str)) -> Answer {
    let field = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let (name, contents) = file;
    let body = format!(
        "{}{}--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{contents}\r\n--edge--\r\n",
        field("key", key),
        field("title", title),
    );
    let request = Request::post(to)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin");
    staff.send(request, Body::from(body)).await
}

/// A PDF of so many bytes.
fn pdf_of(bytes: usize) -> String {
    format!("{PDF}{}", "x".repeat(bytes - PDF.len()))
}

/// The address of the first document that a page links to.
fn first_document(page: &str) -> String {
    let link = page.split("href=\"").find(|link| link.contains("/documents/doc_"));
    link.expect("a document").split('"').next().unwrap().to_owned()
}

on_both! {
    async fn a_file_that_is_too_large_is_told_beside_its_field_and_costs_nothing_else(bed) {
        let world = World::of(&bed).await;
        let to = format!("/services/{}/documents", world.service);
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let largest = pdf_of(10 * 1_048_576);
        let title = "Agreement of many pages";
        for too_large in [format!("{largest}x"), largest.repeat(3)] {
            let sent = ("scan.pdf", too_large.as_str());
            let answer = send(&mut staff, &to, "key-too-large", title, sent).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            for words in ["The file must be 10 MB or smaller", &format!("value=\"{title}\""), "id=\"file-error\""] {
                assert!(answer.text.contains(words), "{words}: {}", answer.text);
            }
        }
        let answer = send(&mut staff, &to, "key-largest", title, ("scan.pdf", &largest)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }

    async fn staff_add_a_document_and_whoever_may_see_the_service_reads_it(bed) {
        let world = World::of(&bed).await;
        let service = format!("/services/{}", world.service);
        let to = format!("{service}/documents");
        let mut staff = signed_in(&bed, "Sam Patel").await;
        assert!(staff.get(&to).await.text.contains("No documents yet"));
        let sent = ("sla.pdf", PDF);
        for _ in 0..2 {
            let answer = send(&mut staff, &to, "key-of-the-sla", "Agreement 2026", sent).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        }
        let list = staff.get(&to).await.text;
        assert_eq!(list.matches("Agreement 2026").count(), 1, "sent twice is sent once");
        for reader in ["Amina Rahman", "Priya Shah"] {
            let mut reader = signed_in(&bed, reader).await;
            let page = reader.get(&service).await.text;
            assert!(page.contains("Agreement 2026") && page.contains("(PDF, 1 kB)"), "{page}");
            let read = reader.get(&first_document(&page)).await;
            assert_eq!((read.status, read.text.as_str()), (StatusCode::OK, PDF));
            assert_eq!(read.headers[header::CONTENT_TYPE], "application/pdf");
            let kept = read.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
            assert_eq!(kept, "attachment; filename=\"sla.pdf\"");
        }
        let document = first_document(&list);
        assert_eq!(browser(&bed, false).get(&document).await.status, StatusCode::OK);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let refused = buyer.post(&format!("{document}/withdraw"), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let gone = staff.post_and_follow(&format!("{document}/withdraw"), &[]).await;
        assert!(gone.text.contains("No documents yet"));
        assert_eq!(buyer.get(&document).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_document_of_what_is_not_on_sale_or_of_another_is_not_there(bed) {
        let world = World::of(&bed).await;
        let service = format!("/services/{}", world.service);
        let to = format!("{service}/documents");
        let mut staff = signed_in(&bed, "Sam Patel").await;
        send(&mut staff, &to, "key-of-the-sla", "Agreement", ("sla.pdf", PDF)).await;
        let document = first_document(&staff.get(&to).await.text);
        deal_world::world(&bed, 1).await;
        let mut lead = signed_in(&bed, "lead").await;
        assert_eq!(lead.get(&to).await.status, StatusCode::FORBIDDEN, "her role manages none");
        staff.post(&format!("{service}/move"), &[("event", "retire")]).await;
        for reader in ["Amina Rahman", "lead"] {
            let read = signed_in(&bed, reader).await.get(&document).await;
            assert_eq!(read.status, StatusCode::NOT_FOUND, "{reader}");
        }
        assert_eq!(staff.get(&document).await.status, StatusCode::OK, "staff have it still");
        let elsewhere = document.replace(&world.service.to_string(), "service_0193f3a1c0de7000a1b2c3d4e5f60718");
        assert_eq!(staff.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    }

    async fn what_is_no_document_is_told_beside_its_field_and_the_title_is_kept(bed) {
        let world = World::of(&bed).await;
        let to = format!("/services/{}/documents", world.service);
        let mut staff = signed_in(&bed, "Sam Patel").await;
        for (title, file, wrong) in [
            ("Agreement", ("run.exe", "MZ\u{0}"), "#file"),
            ("Agreement", ("page.html", "<script>alert(1)</script>"), "#file"),
            ("Agreement", ("", ""), "#file"),
            ("", ("sla.pdf", PDF), "#title"),
        ] {
            let answer = send(&mut staff, &to, "key-of-what-is-none", title, file).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{file:?}");
            assert!(answer.text.contains(&format!("href=\"{wrong}\"")), "{}", answer.text);
            assert!(title.is_empty() || answer.text.contains("value=\"Agreement\""));
        }
        for number in 0..20 {
            let (key, title) = (format!("key-of-document-{number}"), format!("Paper {number}"));
            let answer = send(&mut staff, &to, &key, &title, ("sla.pdf", PDF)).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
        }
        let answer = send(&mut staff, &to, "key-of-one-more", "One more", ("sla.pdf", PDF)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("more than 20"), "{}", answer.text);
    }
}
