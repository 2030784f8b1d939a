//! How many pupils a school has, and who says so.

use domain::access::Role;
use domain::school::CountSource::{self, Register, School};
use domain::{Failure, FieldProblem, Net, Pence, Problem, Refusal};
use market::school::{RecordPupils, SchoolPage, record_pupils, school_page};
use market::{Actor, Viewer, school};
use testbed::{Bed, on_both};

use crate::partnership::world::{everybody, founded, let_in, other_partnership, urn};
use crate::rows::count;

fn read(
    number: &str,
    pupils: &str,
    on: &str,
    reason: &str,
) -> Result<RecordPupils, Vec<FieldProblem>> {
    let typed = [pupils, on, "October census", reason];
    RecordPupils::read(urn(number), typed, "2026-11-23".parse().unwrap())
}

async fn say(bed: &Bed, who: &Actor, number: &str, pupils: &str) -> Result<(), Failure> {
    say_why(bed, who, number, pupils, "").await
}

async fn say_why(
    bed: &Bed,
    who: &Actor,
    number: &str,
    pupils: &str,
    reason: &str,
) -> Result<(), Failure> {
    record_pupils(&bed.market, who, read(number, pupils, "1 October 2026", reason).unwrap()).await
}

async fn page(bed: &Bed, who: Option<&Actor>, number: &str) -> SchoolPage {
    let viewer = match who {
        Some(actor) => Viewer::Actor(Box::new(actor.clone())),
        None => Viewer::Visitor,
    };
    school_page(&bed.market, &viewer, &urn(number)).await.unwrap()
}

on_both! {
    async fn what_a_school_says_counts_from_its_day_and_overwrites_nothing(bed) {
        let (_, director) = founded(&bed).await;
        let head = let_in(&bed, &director, "900001", "head@lark.example", Role::Approver).await;
        say(&bed, &head, "900001", "430").await.unwrap();
        say(&bed, &head, "900001", "430").await.unwrap();
        say(&bed, &head, "900001", "428").await.unwrap();
        let shown = page(&bed, Some(&head), "900001").await;
        let told: Vec<_> = shown.counts.iter().map(|one| (one.pupils, one.source)).collect();
        assert_eq!(told, [(428, School), (430, School), (412, Register)], "saying it again says nothing");
        let by = shown.counts[0].by.clone().unwrap();
        assert_eq!(by, ("Grace Adeyemi".to_owned(), "Lark Lane Primary School".to_owned()));
        let public = page(&bed, None, "900001").await;
        assert_eq!(public.counts[0].by, None, "names are for those who may know them");
        let lark = everybody(&bed, &director).await.remove(1);
        assert_eq!((lark.pupils, lark.is_estimate), (Some(428), false));
        assert_eq!(lark.yearly.unwrap().amount, Net(Pence::pounds(19 * 428)));
    }

    async fn the_register_corrects_itself_beside_what_it_said(bed) {
        founded(&bed).await;
        let file = "URN,EstablishmentName,CensusDate,NumberOfPupils\n900001,Lark Lane,15-01-2026,415\n";
        school::import_register(&bed.market, file.as_bytes(), &|_| ()).await.unwrap();
        let rows = "SELECT COUNT(*) FROM pupil_count WHERE urn = '900001' AND counted_on = '2026-01-15'";
        assert_eq!(count(&bed, rows, []).await, 2);
        assert_eq!(page(&bed, None, "900001").await.counts[0].pupils, 415, "the later one holds");
    }

    async fn an_unlikely_number_needs_a_reason_that_is_kept(bed) {
        let (_, director) = founded(&bed).await;
        let head = let_in(&bed, &director, "900001", "head@lark.example", Role::Approver).await;
        let needed = Failure::field("reason", Problem::ReasonNeeded);
        for unlikely in ["0", "205", "619", "41200"] {
            assert_eq!(say(&bed, &head, "900001", unlikely).await.unwrap_err(), needed, "{unlikely}");
        }
        say_why(&bed, &head, "900001", "205", "The infants moved to another site").await.unwrap();
        let shown = page(&bed, Some(&head), "900001").await;
        assert_eq!(shown.counts[0].reason.as_deref(), Some("The infants moved to another site"));
    }

    async fn a_partnership_estimates_only_what_nobody_has_said_and_for_itself_alone(bed) {
        let (_, director) = founded(&bed).await;
        let known = say(&bed, &director, "900001", "400").await;
        assert_eq!(known.unwrap_err(), Failure::Refused(Refusal::PupilsKnown));
        assert!(!page(&bed, Some(&director), "900001").await.may_record_pupils);
        say(&bed, &director, "900003", "230").await.unwrap();
        let hill = everybody(&bed, &director).await.remove(0);
        assert_eq!((hill.pupils, hill.is_estimate), (Some(230), true));
        assert_eq!(hill.yearly.unwrap().amount, Net(Pence::pounds(4_370)));

        let other = other_partnership(&bed, "308").await;
        let stranger = say(&bed, &other, "900003", "1").await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        let level = market::partnership::tiers(&bed.market, &other).await.unwrap()[0].id;
        let paste = crate::partnership::world::paste(level, "900003");
        market::partnership::invite_schools(&bed.market, &other, paste).await.unwrap();
        let theirs = everybody(&bed, &other).await.remove(0);
        assert_eq!(theirs.pupils, None, "another's estimate is none of theirs");
        assert!(page(&bed, None, "900003").await.counts.is_empty(), "nor everybody's");

        let head = let_in(&bed, &director, "900003", "head@hill.example", Role::Approver).await;
        assert_eq!(page(&bed, Some(&head), "900003").await.counts[0].source, CountSource::Partnership);
        say(&bed, &head, "900003", "600").await.unwrap();
        let hill = everybody(&bed, &director).await.remove(0);
        assert_eq!((hill.pupils, hill.is_estimate), (Some(600), false), "the school's word holds");
        let late = say(&bed, &director, "900003", "230").await;
        assert_eq!(late.unwrap_err(), Failure::Refused(Refusal::PupilsKnown));
    }

    async fn a_form_that_cannot_be_read_says_everything_that_is_wrong(bed) {
        drop(bed);
        let wrong = read("900003", "many", "1/1/2027", "").unwrap_err();
        let told: Vec<_> = wrong.into_iter().map(|found| (found.field, found.problem)).collect();
        assert_eq!(told, [("pupils", Problem::NotANumber), ("counted_on", Problem::InTheFuture)]);
    }
}
