//! What memberships were, as a table: for the partnership those of one member, for a school its own.

use domain::calendar::short_day;
use leptos::prelude::*;
use market::partnership::{Spell, SpellEnd};

use crate::parts::{Cell, ColumnHead, Section, Table, TableRow};

/// The table, the newest first; with the partnership of each where they may be of several.
pub(crate) fn memberships(spells: &[Spell], of_several: bool) -> Option<AnyView> {
    if spells.is_empty() {
        return None;
    }
    let named = of_several.then(|| ColumnHead::words("Partnership"));
    let columns = named
        .into_iter()
        .chain(["Level", "From", "To", "Why it ended"].map(ColumnHead::words))
        .collect();
    let rows = spells.iter().map(|spell| row(spell, of_several)).collect();
    let section = view! {
        <Section id="memberships" title="Membership history" small=true>
            <Table caption="Memberships, the newest first" quiet_caption=true columns rows/>
        </Section>
    };
    Some(section.into_any())
}

fn row(spell: &Spell, of_several: bool) -> TableRow {
    let named = of_several.then(|| Cell::Text(spell.name.clone()));
    let to = spell.ends_on.map_or_else(|| "–".to_owned(), short_day);
    let cells = [
        Cell::Text(spell.tier.clone()),
        Cell::Text(short_day(spell.starts_on)),
        Cell::Text(to),
        Cell::Text(spell.why.as_ref().map(why).unwrap_or_default()),
    ];
    TableRow::new(named.into_iter().chain(cells).collect())
}

fn why(end: &SpellEnd) -> String {
    match end {
        SpellEnd::WentOn(tier) => format!("Went on as {tier}"),
        SpellEnd::HandedOver(school) => format!("The school was handed over to {school}"),
        SpellEnd::Left => "The membership was ended".to_owned(),
    }
}
