//! Lists of members and people, brought in over their forms.

use axum::http::StatusCode;
use domain::access::Role;
use testbed::on_both;
use testbed::tables::Onlooker;
use testbed::tenant::{ALDER, Tenant};

use crate::coverage::signed_in;
use crate::page;
use crate::world::{Answer, Browser};

/// Sends a file, or what was pasted.
async fn send(browser: &mut Browser, to: &str, file: &[u8], pasted: &str) -> Answer {
    let mut body = Vec::new();
    let about = "Content-Disposition: form-data; name=";
    body.extend(format!("--edge\r\n{about}\"list\"\r\n\r\n{pasted}\r\n--edge\r\n").into_bytes());
    let name = if file.is_empty() { "" } else { "list.csv" };
    body.extend(format!("{about}\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes());
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    browser.post_body(to, "multipart/form-data; boundary=edge", body).await
}

fn says(answer: &Answer, words: &[&str]) {
    let missing: Vec<&&str> = words.iter().filter(|word| !answer.text.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?} in {}", answer.text);
}

on_both! {
    async fn what_a_list_downloads_reads_back_with_no_change(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let director = tenant.who(Role::Director, tenant.partnership);
        let head = tenant.who(Role::Approver, tenant.school);
        let manager = tenant.who(Role::ProviderManager, tenant.provider);
        let lists =
            [(director, "/members"), (director, "/people"), (head, "/people"), (manager, "/people")];
        for (who, list) in lists {
            let mut browser = signed_in(&bed, who).await;
            let written = browser.get(&format!("{list}.csv")).await;
            let rows = csv::Reader::from_reader(written.text.as_bytes()).records().count();
            assert!(rows > 0);
            let file = written.text.as_bytes();
            let check = send(&mut browser, &format!("{list}/import"), file, "").await;
            assert_eq!(check.status, StatusCode::OK, "{}", check.text);
            let told = format!("0 new, 0 to change, {rows} as they are, 0 that cannot be used");
            says(&check, &[&told, "There is nothing to change"]);
        }
    }

    async fn a_catalogue_that_is_downloaded_reads_back_with_no_change(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let form = director.get("/services/import").await;
        says(&form, &["href=\"/services/catalogue.csv\""]);
        let written = director.get("/services/catalogue.csv").await;
        let rows = csv::Reader::from_reader(written.text.as_bytes()).records().count();
        assert!(rows > 3);
        let about = "Content-Disposition: form-data; name=\"file\"; filename=\"catalogue.csv\"";
        let body = format!("--edge\r\n{about}\r\n\r\n{}\r\n--edge--\r\n", written.text).into_bytes();
        let sent = director.post_body("/services/import", "multipart/form-data; boundary=edge", body).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let check = director.get(sent.leads_to()).await;
        let told = format!("Services: 0 to add, 0 to change, {rows} as they are, 0 that cannot be used.");
        says(&check, &[&told]);
    }

    async fn a_list_changes_nothing_before_the_button_and_then_what_it_showed(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        director.get("/account").await;
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        let list = "URN,Member until\r\n100101,31 August 2027\r\n\r\n12,\r\n";
        let check = send(&mut director, "/members/import", b"", list).await;
        says(&check, &["0 new, 1 to change, 0 as they are, 1 that cannot be used", "Line 4", "ends on 31 Aug 2027"]);
        assert_eq!(before.changes(&onlooker.look().await), Vec::<String>::new());
        let other = send(&mut director, "/members/import", b"", list).await;
        let make = "/members/import/make";
        let done = director.send_form(&check.text, make, &[]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        says(&done, &["The changes are made", "1 row changed. 1 row could not be used."]);
        let twice = director.send_form(&check.text, make, &[]).await;
        says(&twice, &["1 row changed."]);
        let late = director.send_form(&other.text, make, &[]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        says(&late, &["This has changed since you looked", "0 to change, 1 as they are", "Line 4"]);
        says(&director.get("/members").await, &["to 31 Aug 2027"]);
    }

    async fn a_list_of_which_no_row_can_be_used_says_so_with_the_first_of_them(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let rows: Vec<String> = (0..200).map(|number| format!("A{number},31 August 2027")).collect();
        let list = format!("URN,Member until\r\n{}", rows.join("\r\n"));
        let check = send(&mut director, "/members/import", b"", &list).await;
        says(&check, &["None of the 200 rows can be used", "Line 2", "Line 11", "And 190 more.", "Choose another list"]);
        assert!(!check.text.contains("Line 12") && !check.text.contains("There is nothing to change"));
    }

    async fn lines_that_are_no_schools_are_told_at_a_glance_and_kept_whole(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let long = "x".repeat(300);
        let lines: Vec<String> = (0..198).map(|number| format!("School {number}")).collect();
        let pasted = format!("{}\n{long}\n999999", lines.join("\n"));
        let form = director.get("/members/invite").await;
        let to = "/members/invite";
        let told = director.send_form(&form.text, to, &[("urns", &pasted)]).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
        says(&told, &[
            "None of the 200 lines can be used",
            "199 lines have no URN.",
            "1 line has a number that no school of the register has.",
            "The first 10 of 200 lines",
        ]);
        let cells = told.text.split("<textarea").next().unwrap();
        assert!(cells.contains("School 9<") && !cells.contains("School 10<"), "{cells}");
        let again = page::read(&told.text).forms;
        let again = again.iter().find(|form| form.action == to).unwrap().as_it_is();
        let kept = &again.iter().find(|(name, _)| name == "urns").unwrap().1;
        assert_eq!(kept.lines().count(), 200);
        assert!(kept.contains(&long), "nothing of it is cut");
        // In a table a long line is cut, and says so.
        let told = director.send_form(&form.text, to, &[("urns", &long)]).await;
        let cells = told.text.split("<textarea").next().unwrap();
        assert!(cells.contains(&format!("{}\u{2026}", "x".repeat(60))) && !cells.contains(&long), "{cells}");
        says(&told, &["This line cannot be used"]);
    }

    async fn what_is_no_list_is_said_and_what_was_pasted_stays(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        for (file, pasted, told) in [
            (&b""[..], "", "Choose a file"),
            (b"", "100101\n100102", "no column for: urn"),
            (b"title,category,price\nClerking,clerking,1\n", "URN\n1", "no column for: urn"),
            (b"%PDF-1.7\0\0", "URN\n1", "Choose an Excel workbook (.xlsx) or a CSV file"),
            (b"URN\n\"100101", "URN\n1", "The file ends in the middle of this row"),
        ] {
            let answer = send(&mut director, "/members/import", file, pasted).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
            says(&answer, &[told]);
            let page = page::read(&answer.text);
            let form = page.forms.iter().find(|form| form.action == "/members/import").unwrap();
            let list = form.fields.iter().find(|field| field.name == "list").unwrap();
            assert_eq!(list.values.first().map_or("", |held| held.as_str()), pasted);
        }
        let windows = b"Sch\xf6ol;URN;Until\nL\xe4rk;100101;31.8.2027\n";
        let check = send(&mut director, "/members/import", windows, "").await;
        says(&check, &["1 to change"]);
        let mut buyer = signed_in(&bed, tenant.who(Role::Buyer, tenant.school)).await;
        for list in ["/members/import", "/people/import"] {
            assert_eq!(buyer.get(list).await.status, StatusCode::FORBIDDEN);
            let sent = send(&mut buyer, list, b"", "URN\n100101").await;
            assert_eq!(sent.status, StatusCode::FORBIDDEN);
        }
    }

    async fn people_are_invited_by_a_list(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut head = signed_in(&bed, tenant.who(Role::Approver, tenant.school)).await;
        let list = "Email\tRole\tLimit\nnew.buyer@pool.example\tBuyer\t900\nnobody\tBuyer\t\n";
        let check = send(&mut head, "/people/import", b"", list).await;
        says(&check, &["1 new", "1 that cannot be used", "new.buyer@pool.example", "Invited", "£900"]);
        let done = head.send_form(&check.text, "/people/import/make", &[]).await;
        says(&done, &["1 row new. 1 row could not be used."]);
        bed.run_jobs().await;
        let letters = bed.letters.all();
        assert!(letters.iter().any(|letter| letter.to == "new.buyer@pool.example"));
        says(&head.get("/people").await, &["new.buyer@pool.example"]);
    }
}
