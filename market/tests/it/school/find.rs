//! Finding schools, those of an area, what came before and after one.

use domain::Failure;
use domain::text::LaCode;
use market::Viewer;
use market::db::PageAsked;
use market::school::{self, FindSchools, find_schools, school_page, schools_of_areas};
use testbed::on_both;

use crate::partnership::world::{founded, register, urn};

on_both! {
    async fn schools_are_found_by_name_postcode_and_number(bed) {
        founded(&bed).await;
        let find = async |words: &str| -> Vec<String> {
            let find = FindSchools { words: words.to_owned(), area: None };
            let page = find_schools(&bed.market, &find, &PageAsked::default()).await.unwrap();
            page.items.into_iter().map(|found| found.urn.to_string()).collect()
        };
        assert_eq!(find("lark").await, ["900001"]);
        assert_eq!(find("schools ninian").await, ["900002"]);
        assert_eq!(find("haringey lark lane").await, ["900001"]);
        assert_eq!(find("n87aa").await, ["900001"]);
        assert_eq!(find("N8").await, ["900001", "900004"]);
        let all = find("").await;
        assert_eq!((all.len(), all[4].as_str()), (5, "900004"), "closed ones come last");
        assert_eq!(find("900003").await, ["900003"]);
        assert!(find("lark OR 1=1; -- \" * (").await.is_empty());
        assert!(find("'").await.is_empty());
    }

    async fn an_area_shows_its_schools_that_are_not_closed(bed) {
        register(&bed.market).await;
        let schools = schools_of_areas(&bed.market, &[LaCode::parse("309").unwrap()]).await.unwrap();
        let told: Vec<_> = schools.iter().map(|s| (s.urn.as_str(), s.pupils, s.is_school_in_the_act)).collect();
        assert_eq!(told, [
            ("900005", None, Some(false)),
            ("900001", Some(412), Some(true)),
            ("900002", Some(1_200), Some(true)),
        ]);
    }

    async fn a_school_shows_what_came_before_and_after_it(bed) {
        register(&bed.market).await;
        let links = "URN,LinkURN,LinkType,LinkEstablishedDate\n\
                     900003,900004,Predecessor,01-09-2026\n900004,900003,Successor,\n";
        school::import_register(&bed.market, links.as_bytes(), &|_| ()).await.unwrap();
        let closed = school_page(&bed.market, &Viewer::Visitor, &urn("900004")).await.unwrap();
        assert_eq!(closed.links.len(), 1);
        assert_eq!(closed.links[0].name.as_deref(), Some("Hill Rise Academy"));
        assert_eq!(closed.links[0].kind, domain::school::LinkKind::Successor);
        assert_eq!(closed.links[0].since, "2026-09-01".parse().ok());
        let unknown = school_page(&bed.market, &Viewer::Visitor, &urn("123456")).await;
        assert_eq!(unknown.unwrap_err(), Failure::NotFound);
    }
}
