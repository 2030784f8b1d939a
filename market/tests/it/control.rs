//! Who owns and controls a partnership: the register, the board, the control test and its inputs.

use domain::access::Role;
use domain::control::{
    Activity, Authority, ControlState, Grounds, TypedActivity, TypedConclusion, TypedHolding,
    TypedSeat,
};
use domain::id::InvoiceId;
use domain::invoice::{CreditWhat, TypedCredit};
use domain::{BasisPoints, Failure, Pence, Problem, Refusal};
use market::control::{
    ConcludeControl, ControlPage, EndSeat, EndShareholding, EnterActivity, EnterMembers, EnterSeat,
    EnterShareholding, InvoicedAsked, ReverseActivity, Side, conclude_control, end_seat,
    end_shareholding, enter_activity, enter_members, enter_seat, enter_shareholding,
    entered_activity, invoiced_activity, members_to_enter, reverse_activity, seat_choices,
    view_control, view_control_of,
};
use market::db::PageAsked;
use market::invoice::{
    InvoicesAsked, RaiseCreditNote, credit_notes, invoices, quote_credit, raise_credit_note,
};
use market::{Actor, Market};
use testbed::on_both;
use testbed::tenant::{ALDER, Tenant};

use crate::order::world::{Sql, key};
use crate::partnership::world::{founded, other_partnership};
use crate::people::actor;

fn holds(kind: &str, name: &str, measure: &str, amount: &str) -> TypedHolding {
    TypedHolding {
        kind: kind.to_owned(),
        urn: if kind == "school" { name.to_owned() } else { String::new() },
        name: name.to_owned(),
        measure: measure.to_owned(),
        amount: amount.to_owned(),
        from: "1 April 2024".to_owned(),
        ..TypedHolding::default()
    }
}

async fn enter(market: &Market, by: &Actor, typed: TypedHolding) -> Result<(), Failure> {
    enter_shareholding(market, by, EnterShareholding { typed, key: key() }).await.map(drop)
}

async fn done(market: &Market, by: &Actor, members: &str, others: &str) {
    let typed = TypedActivity {
        year: "2025-04-01".to_owned(),
        members: members.to_owned(),
        others: others.to_owned(),
        source: "Accounts".to_owned(),
    };
    enter_activity(market, by, EnterActivity { typed, key: key() }).await.unwrap();
}

async fn mistaken(market: &Market, by: &Actor, name: &str) {
    let found = view_control(market, by).await.unwrap();
    let holding = found.holdings.iter().find(|one| one.name == name).unwrap().id;
    let end = EndShareholding { holding, ends_on: String::new(), mistaken: true };
    end_shareholding(market, by, end).await.unwrap();
}

/// Takes all of an invoice back.
async fn take_back(market: &Market, director: &Actor, invoice: InvoiceId) {
    let (what, reason) = (CreditWhat::WHOLE.to_owned(), "Not owed".to_owned());
    let typed = TypedCredit { what, net: String::new(), reason };
    let shown = quote_credit(market, director, invoice, typed.clone()).await.unwrap();
    let agreed = shown.totals.gross.pence();
    let raise = RaiseCreditNote { key: key(), invoice, typed, agreed };
    raise_credit_note(market, director, raise).await.unwrap();
}

fn invoiced(found: &ControlPage) -> Activity {
    found.years[2].invoiced
}

fn state(found: &ControlPage) -> Option<ControlState> {
    found.together.state(found.arrangement)
}

on_both! {
    async fn who_holds_a_share_on_the_day_of_an_invoice_decides_for_whom_it_counts(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let market = &bed.market;
        let director = &tenant.who(Role::Director, tenant.partnership).actor;
        let all = invoices(market, director, InvoicesAsked::default()).await.unwrap().items;
        let net = Pence::total(all.iter().map(|one| one.net)).unwrap();
        let notes = credit_notes(market, director, &PageAsked::default()).await.unwrap().items;
        let credited = Pence::total(notes.iter().map(|one| one.net)).unwrap();
        assert!(credited > Pence::ZERO, "something was taken back");
        let net = net.minus(credited).unwrap();
        assert!(net > Pence::ZERO);
        let found = view_control(market, director).await.unwrap();
        assert_eq!(invoiced(&found), Activity::new(net, Pence::ZERO).unwrap());
        assert_eq!(found.years[1].entered.members(), Pence::pounds(9_000));
        let asked = InvoicedAsked {
            year: found.years[2].year,
            side: Some(Side::Members),
            page: PageAsked::default(),
        };
        let listed = invoiced_activity(market, director, asked.clone()).await.unwrap().items;
        assert_eq!(Pence::total(listed.iter().map(|one| one.net)).unwrap(), net);

        mistaken(market, director, "Hill Rise Primary Alderwood").await;
        let found = view_control(market, director).await.unwrap();
        assert_eq!(invoiced(&found), Activity::new(Pence::ZERO, net).unwrap(), "only the council");
        let listed = invoiced_activity(market, director, asked).await.unwrap().items;
        assert!(listed.is_empty());

        mistaken(market, director, "Borough qxald").await;
        let found = view_control(market, director).await.unwrap();
        assert_eq!(invoiced(&found), Activity::new(net, Pence::ZERO).unwrap(), "full members");
        assert!(found.whole.is_none() && found.holdings.len() == 2);

        for one in all {
            take_back(market, director, one.id).await;
        }
        let found = view_control(market, director).await.unwrap();
        assert_eq!(invoiced(&found), Activity::NONE);
    }

    async fn a_school_holds_through_its_trust_while_it_is_in_it(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let market = &bed.market;
        let director = &tenant.who(Role::Director, tenant.partnership).actor;
        let net = invoiced(&view_control(market, director).await.unwrap()).members();
        mistaken(market, director, "Hill Rise Primary Alderwood").await;
        let trust = Sql::over(&bed).await;
        let name = tenant.who(Role::Approver, tenant.trust).actor.acting_for().unwrap().name.clone();
        enter(market, director, holds("trust", &name, "shares", "81")).await.unwrap();
        let since = async |day: &str| {
            let sql = format!("UPDATE tie SET starts_on = '{day}', ends_on = NULL WHERE kind = 'trust'");
            trust.run(&sql, []).await;
        };
        since("2026-01-01").await;
        let before = invoiced(&view_control(market, director).await.unwrap());
        assert_eq!(before, Activity::new(net, Pence::ZERO).unwrap());
        // As if it had come into the trust only after the invoice.
        since("2027-01-01").await;
        let after = invoiced(&view_control(market, director).await.unwrap());
        assert_eq!(after, Activity::new(Pence::ZERO, net).unwrap());
    }

    async fn what_was_entered_counts_and_what_turns_it_round_takes_it_out_again(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        let nothing = view_control(market, &director).await.unwrap();
        assert_eq!((nothing.together, state(&nothing)), (Activity::NONE, None));
        done(market, &director, "800,000", "200,000").await;
        let found = view_control(market, &director).await.unwrap();
        assert_eq!(found.together.for_members(), Some(BasisPoints::new(8_000)));
        assert_eq!(state(&found), Some(ControlState::Fails), "exactly 80% is not more than 80%");
        done(market, &director, "0.01", "").await;
        assert_eq!(state(&view_control(market, &director).await.unwrap()), Some(ControlState::Near));

        let entries = entered_activity(market, &director, None, &PageAsked::default()).await.unwrap();
        let first = entries.items.last().unwrap().id;
        let twice = key();
        for _ in 0..2 {
            let back = ReverseActivity { entry: first, key: twice.clone() };
            reverse_activity(market, &director, back).await.unwrap();
        }
        let found = view_control(market, &director).await.unwrap();
        assert_eq!(found.together, Activity::new(Pence::new(1), Pence::ZERO).unwrap());
        let entries = entered_activity(market, &director, None, &PageAsked::default()).await.unwrap();
        assert_eq!(entries.items.len(), 3, "both stay");
        let turned = entries.items.first().unwrap();
        assert_eq!(turned.reverses, Some(first));
        for entry in [first, turned.id] {
            let again = ReverseActivity { entry, key: key() };
            let again = reverse_activity(market, &director, again).await;
            assert_eq!(again, Err(Refusal::ReversedBefore.into()));
        }
    }

    async fn nobody_is_entered_twice_nor_in_another_measure_nor_for_more_than_the_whole(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        enter(market, &director, holds("council", "Haringey Council", "percent", "19")).await.unwrap();
        let refused = |field, problem| Err(Failure::field(field, problem));
        let twin = holds("council", " haringey council", "percent", "1");
        assert_eq!(enter(market, &director, twin).await, refused("name", Problem::HoldsAlready));
        let shares = holds("school", "900001", "shares", "81");
        assert_eq!(enter(market, &director, shares).await, refused("measure", Problem::OtherMeasure));
        let much = holds("school", "900001", "percent", "81.01");
        let left = BasisPoints::new(8_100);
        let told = refused("amount", Problem::MoreThanWhole { left });
        assert_eq!(enter(market, &director, much).await, told);
        let unknown = holds("school", "999999", "percent", "1");
        assert_eq!(enter(market, &director, unknown).await, refused("urn", Problem::UnknownSchool));
        enter(market, &director, holds("school", "900001", "percent", "81")).await.unwrap();
        let whole = view_control(market, &director).await.unwrap().whole.unwrap();
        assert!(whole.is_whole());

        // Once it has ended, it may hold again, and both stay.
        mistaken(market, &director, "Haringey Council").await;
        enter(market, &director, holds("council", "Haringey Council", "percent", "19")).await.unwrap();
        let found = view_control(market, &director).await.unwrap();
        assert_eq!((found.holdings.len(), found.held(market.today()).count()), (3, 2));
    }

    async fn a_shareholder_is_an_authority_as_the_register_tells(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        let to_enter = members_to_enter(market, &director).await.unwrap().schools.len();
        let each = EnterMembers { typed: holds("school", "", "guarantee", ""), key: key() };
        let entered = enter_members(market, &director, each).await.unwrap();
        assert_eq!((to_enter, entered), (3, 3));
        assert!(members_to_enter(market, &director).await.unwrap().schools.is_empty());
        let private = holds("school", "900005", "guarantee", "");
        let private = TypedHolding {
            authority: "public".to_owned(),
            why: "We say so".to_owned(),
            ..private
        };
        enter(market, &director, private).await.unwrap();
        let found = view_control(market, &director).await.unwrap();
        let of = |name: &str| {
            let one = found.holdings.iter().find(|one| one.name == name).unwrap();
            (one.authority, one.grounds)
        };
        assert_eq!(of("Brook Private School"), (Authority::NotPublic, Grounds::PrivateProprietor));
        assert_eq!(of("Hill Rise Academy"), (Authority::Public, Grounds::AcademyTrust));
        assert_eq!(of("Lark Lane Primary School"), (Authority::Public, Grounds::GoverningBody));
        let whole = found.whole.unwrap();
        assert_eq!((whole.total, whole.share()), (4, BasisPoints::new(10_000)));
    }

    async fn an_authority_is_without_a_voice_until_a_director_speaks_for_it(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        enter(market, &director, holds("council", "Haringey Council", "shares", "19")).await.unwrap();
        enter(market, &director, holds("school", "900001", "shares", "81")).await.unwrap();
        let missing = async || {
            let found = view_control(market, &director).await.unwrap();
            found.unrepresented.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(missing().await, ["Haringey Council", "Lark Lane Primary School"]);
        let choices = seat_choices(market, &director).await.unwrap();
        let (person, _) = choices.people[0].clone();
        let sits = |represents: Vec<String>| EnterSeat {
            typed: TypedSeat {
                person: person.to_string(),
                represents,
                from: "1 April 2024".to_owned(),
                ..TypedSeat::default()
            },
            key: key(),
        };
        let both = choices.shareholders.iter().map(|one| one.shareholder.to_string()).collect();
        let seat = enter_seat(market, &director, sits(both)).await.unwrap();
        assert_eq!(missing().await, [""; 0]);

        let stranger = other_partnership(&bed, "317").await;
        let theirs = choices.shareholders[0].shareholder.to_string();
        let typed = TypedSeat {
            name: "Wren Castle".to_owned(),
            represents: vec![theirs],
            from: "1 April 2024".to_owned(),
            ..TypedSeat::default()
        };
        let taken = enter_seat(market, &stranger, EnterSeat { typed, key: key() }).await;
        assert_eq!(taken, Err(Failure::field("represents", Problem::NotAChoice)));
        let end = EndSeat { seat, ends_on: "31 March 2024".to_owned(), mistaken: false };
        let early = end_seat(market, &director, end.clone()).await;
        assert_eq!(early, Err(Failure::field("ends_on", Problem::BeforeStart)));
        let end = EndSeat { ends_on: "31 August 2026".to_owned(), ..end };
        end_seat(market, &director, end.clone()).await.unwrap();
        assert_eq!(end_seat(market, &director, end).await, Err(Failure::ChangedMeanwhile));
        assert_eq!(missing().await.len(), 2);
        let found = view_control(market, &director).await.unwrap();
        assert_eq!(found.seats.len(), 1, "who sat there stays known");
    }

    async fn a_conclusion_stands_beside_what_was_worked_out(bed) {
        let market = &bed.market;
        let (created, director) = founded(&bed).await;
        done(market, &director, "700", "300").await;
        let shown = view_control(market, &director).await.unwrap().together;
        let conclude = |shown| ConcludeControl {
            typed: TypedConclusion {
                concluded: "holds".to_owned(),
                reason: "The 300 was for a body that our members control".to_owned(),
            },
            shown,
            key: key(),
        };
        let moved = conclude_control(market, &director, conclude(Activity::NONE)).await;
        assert_eq!(moved, Err(Failure::field("concluded", Problem::FiguresMoved)));
        conclude_control(market, &director, conclude(shown)).await.unwrap();
        let found = view_control(market, &director).await.unwrap();
        assert_eq!(state(&found), Some(ControlState::Fails), "it is not talked over");
        let one = &found.conclusions[0];
        assert_eq!((one.worked_out, one.activity), (Some(ControlState::Fails), shown));
        assert!(one.by.is_some());

        // A member sees it, and not who it was; others find nothing.
        let school = crate::partnership::world::everybody(&bed, &director).await[0].organisation;
        let head = actor(&bed, "head@lark.example", school, Role::Approver).await;
        let seen = view_control_of(market, &head, created.partnership).await.unwrap();
        assert_eq!((seen.together, seen.conclusions[0].by.as_ref()), (shown, None));
        let stranger = other_partnership(&bed, "317").await;
        let nothing = view_control_of(market, &stranger, created.partnership).await;
        assert_eq!(nothing, Err(Failure::NotFound));
    }

    async fn the_database_itself_keeps_what_was_entered(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        enter(market, &director, holds("council", "Haringey Council", "shares", "19")).await.unwrap();
        done(market, &director, "700", "300").await;
        let database = sea_orm::Database::connect(bed.database.url()).await.unwrap();
        for sql in [
            "UPDATE shareholding SET amount = 1",
            "DELETE FROM shareholding",
            "UPDATE outside_activity SET members_pence = 1",
        ] {
            let done = sea_orm::ConnectionTrait::execute_unprepared(&database, sql).await;
            assert!(done.unwrap_err().to_string().contains("append-only"), "{sql}");
        }
    }

    async fn a_partnership_that_is_no_company_has_no_shares(bed) {
        let market = &bed.market;
        let (created, director) = founded(&bed).await;
        let sql = Sql::over(&bed).await;
        sql.run("UPDATE partnership SET legal_shape = 'informal' WHERE organisation_id = $1",
            [created.partnership.uuid().into()]).await;
        let refused = enter(market, &director, holds("council", "Haringey", "shares", "1")).await;
        assert_eq!(refused, Err(Refusal::NoShares.into()));
        done(market, &director, "800", "200").await;
        let found = view_control(market, &director).await.unwrap();
        assert_eq!(state(&found), Some(ControlState::Near), "20% for others is allowed");
    }
}
