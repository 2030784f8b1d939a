//! The gallery's days to pick.

use leptos::prelude::*;

use crate::parts::{Choice, Day, Form, Month, MonthPicker, OneOfMany, Section, SectionKind};

const NAMES: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn choosing() -> impl IntoView {
    let shown = OneOfMany {
        month: month("January 2027", 1, 4, 31),
        shown: "2027-01".to_owned(),
        address: "#".to_owned(),
        before: Choice::new("2026-12", "December 2026"),
        after: Choice::new("2027-02", "February 2027"),
        elsewhere: vec![Choice::new("2027-02-02", "Tuesday 2 February 2027")],
        until: "2027-03-25".to_owned(),
        weekly: (0..5)
            .zip(NAMES)
            .map(|(number, name)| {
                Choice::new(number.to_string(), format!("Every {name} this term"))
            })
            .collect(),
    };
    view! {
        <Section id="days" title="Days to pick" kind=SectionKind::Strong>
            <Form action="#" wide=true><MonthPicker name="day" shown/></Form>
        </Section>
    }
}

pub(super) fn months() -> Vec<Month> {
    // The first of January 2027 is a Friday, of February a Monday.
    vec![month("January 2027", 1, 4, 31), month("February 2027", 2, 0, 28)]
}

/// A month whose first day is `offset` days after Monday.
fn month(name: &str, number: u8, offset: u8, length: u8) -> Month {
    let mut weeks = vec![[const { None }; 7]];
    for day in 1..=length {
        let weekday = (offset + day - 1) % 7;
        if weekday == 0 && day > 1 {
            weeks.push([const { None }; 7]);
        }
        let place = weeks.last_mut().and_then(|week| week.get_mut(usize::from(weekday)));
        if let (Some(place), Some(weekday_name)) = (place, NAMES.get(usize::from(weekday))) {
            // Illustrative: most Tuesdays are free, other days sometimes.
            let half_term = number == 2 && (15..=19).contains(&day);
            let open_day = number == 2 && day == 27;
            let usual = weekday < 5 && (weekday == 1 || (day + weekday).is_multiple_of(3));
            let free = open_day || (!half_term && day > 8 && usual);
            *place = Some(Day {
                value: format!("2027-{number:02}-{day:02}"),
                number: u32::from(day),
                words: format!("{weekday_name} {day} {name}"),
                note: match (free, half_term) {
                    (true, _) => format!("{} free", 1 + day % 3),
                    (false, true) => "holiday".to_owned(),
                    (false, false) => String::new(),
                },
                free,
                full: false,
                picked: free && weekday == 1 && number == 1,
            });
        }
    }
    // In February somebody works on a Saturday.
    Month { name: name.to_owned(), weeks, weekend: number == 2 }
}
