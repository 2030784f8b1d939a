//! A price in the plain columns of a price list: written so that reading it gives the price again, and
//! read over the price that a service has, of which stays what the list says nothing of.

use std::collections::BTreeMap;

use super::price_list::{Column, Columns};
use crate::access::closed_list;
use crate::failure::FieldProblem;
use crate::price::{PriceRule, TypedBand, TypedPrice, TypedRates, TypedStep, Unit};
use crate::text::plain_words;

/// What stands between the parts of a cell.
const BETWEEN: &str = "; ";
/// A kind of price with bands.
const BANDS: &str = "size_bands";

closed_list! {
    /// A part of a price that stands in no column of a list, or that a list can take away without saying so.
    PricePart {
        /// Prices that begin on a later day.
        LaterPrices = "later_prices",
        /// What the price is made of.
        MadeOf = "made_of",
        /// What the price is by: by size, a fixed part and the rest, a share.
        Kind = "kind",
        /// The least and the most that is paid.
        Limits = "limits",
        /// From which number on each costs less.
        Steps = "steps",
        /// What the membership includes.
        Included = "included",
        /// What the partnership pays.
        Subsidy = "subsidy",
        /// What members of other partnerships pay.
        OtherMembers = "other_members",
    }
}

impl PricePart {
    /// The columns that say something of it; none for what stands in no column.
    const fn columns(self) -> &'static [Column] {
        match self {
            Self::LaterPrices | Self::MadeOf => &[],
            Self::Kind => &[Column::PriceKind],
            Self::Limits => &[Column::Minimum, Column::Maximum],
            Self::Steps => &[Column::Steps],
            Self::Included => &[Column::Included, Column::AssociateIncluded],
            Self::Subsidy => &[Column::SubsidyShare, Column::SubsidyMost],
            Self::OtherMembers => &[Column::OtherMemberPrice],
        }
    }

    /// Whether a price has it; its kind it always has.
    fn is_in(self, rule: &PriceRule, typed: &TypedPrice) -> bool {
        match self {
            Self::Kind => true,
            Self::LaterPrices => !typed.changes.is_empty(),
            Self::MadeOf => rule.made_of.is_some(),
            Self::Limits => rule.minimum.is_some() || rule.maximum.is_some(),
            Self::Steps => !rule.steps.is_empty(),
            Self::Included => rule.allowance.is_some(),
            Self::Subsidy => rule.subsidy.is_some(),
            Self::OtherMembers => rule.of_other_members().iter().any(Option::is_some),
        }
    }
}

/// The price that a row of a list gives a service which has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceOver {
    /// The price from now on.
    pub rule: PriceRule,
    /// Parts that stand in no column of a list and stay as they are.
    pub kept: Vec<PricePart>,
    /// Parts of the price before that go, though the list says nothing of them.
    pub lost: Vec<PricePart>,
}

/// What a row says of a price: the cell of each column that the list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceCells(BTreeMap<Column, String>);

impl PriceCells {
    /// The cells of a row.
    pub(super) fn of_row(columns: &Columns, row: &[&str]) -> Self {
        let said = Column::OF_PRICE.into_iter().filter(|column| columns.has(*column));
        Self(said.map(|column| (column, columns.cell(column, row).to_owned())).collect())
    }

    /// A price as a list writes it: every column, and none for what stands in no column.
    pub fn of(rule: &PriceRule) -> Self {
        let typed = TypedPrice::of(rule);
        let extras = &typed.extras;
        let steps = extras.steps.iter().map(|step| format!("{}: {}", step.from, step.less));
        let froms = typed.bands.iter().map(|band| band.from_pupils.clone());
        let rate = |of: fn(&TypedRates) -> &String| {
            if typed.kind == BANDS {
                // A standing without a price of its own has none in any band, or an empty place.
                let cells: Vec<&str> =
                    typed.bands.iter().map(|band| of(&band.rates).as_str()).collect();
                let none = cells.iter().all(|cell| cell.is_empty());
                return if none { String::new() } else { cells.join(BETWEEN) };
            }
            of(&typed.rates).clone()
        };
        let cell = |column: Column| match column {
            Column::PriceKind => typed.kind.replace('_', " "),
            Column::Price => rate(|rates| &rates.member),
            Column::AssociatePrice => rate(|rates| &rates.associate),
            Column::NonMemberPrice => rate(|rates| &rates.non_member),
            Column::OtherMemberPrice => rate(|rates| &rates.other_member),
            Column::SizeBands => froms.clone().collect::<Vec<_>>().join(BETWEEN),
            Column::Base => typed.base.member.clone(),
            Column::AssociateBase => typed.base.associate.clone(),
            Column::NonMemberBase => typed.base.non_member.clone(),
            Column::OtherMemberBase => typed.base.other_member.clone(),
            Column::Minimum => typed.minimum.clone(),
            Column::Maximum => typed.maximum.clone(),
            Column::Steps => steps.clone().collect::<Vec<_>>().join(BETWEEN),
            Column::Included => extras.allowance.clone(),
            Column::AssociateIncluded => extras.allowance_associate.clone(),
            Column::SubsidyShare => extras.subsidy_share.clone(),
            Column::SubsidyMost => extras.subsidy_most.clone(),
            Column::SubsidyUntil => extras.subsidy_until.clone(),
            Column::Title
            | Column::Category
            | Column::Description
            | Column::Provider
            | Column::Unit
            | Column::Booked
            | Column::Capacity => String::new(),
        };
        Self(Column::OF_PRICE.into_iter().map(|column| (column, cell(column))).collect())
    }

    /// What a column says; nothing where the list has none.
    pub fn cell(&self, column: Column) -> &str {
        self.0.get(&column).map_or("", String::as_str)
    }

    /// Parts of a price that stand in no column of a list.
    pub fn outside(rule: &PriceRule) -> Vec<PricePart> {
        let typed = TypedPrice::of(rule);
        let outside = PricePart::ALL.iter().filter(|part| part.columns().is_empty());
        outside.copied().filter(|part| part.is_in(rule, &typed)).collect()
    }

    /// The price that a row makes of a service that is new.
    ///
    /// # Errors
    /// What is wrong with it, by column.
    pub fn read(&self, unit: Unit) -> Result<PriceRule, Vec<FieldProblem>> {
        self.typed(unit, None).read().map_err(by_column)
    }

    /// The price that a row gives a service which has one. What the list has no column for stays, as
    /// far as it goes with the price.
    ///
    /// # Errors
    /// What is wrong with the row's own price, by column.
    pub fn over(
        &self,
        before: (&PriceRule, Unit),
        unit: Unit,
    ) -> Result<PriceOver, Vec<FieldProblem>> {
        let had = TypedPrice::of(before.0);
        let whole = self.typed(unit, Some((&had, before.1)));
        let mut without_parts = whole.clone();
        without_parts.extras.components.clear();
        let mut without_changes = whole.clone();
        without_changes.changes.clear();
        // What no longer goes with the price of the list: steps of more than the price, say.
        let bare = TypedPrice {
            kind: whole.kind.clone(),
            rates: whole.rates.clone(),
            base: whole.base.clone(),
            bands: whole.bands.clone(),
            ..TypedPrice::default()
        };
        let tried = [whole, without_parts, without_changes, bare];
        let rule = match tried.iter().find_map(|typed| typed.read().ok()) {
            Some(rule) => rule,
            None => self.read(unit)?,
        };
        let typed = TypedPrice::of(&rule);
        let had_part = |part: &PricePart| part.is_in(before.0, &had);
        let has_part = |part: &PricePart| {
            if *part == PricePart::Kind {
                typed.kind == had.kind
            } else {
                part.is_in(&rule, &typed)
            }
        };
        let said = |part: &PricePart| part.columns().iter().any(|one| self.0.contains_key(one));
        let parts = || PricePart::ALL.iter().copied().filter(had_part);
        let kept = parts().filter(|part| part.columns().is_empty() && has_part(part)).collect();
        let lost = parts().filter(|part| !has_part(part) && !said(part)).collect();
        Ok(PriceOver { rule, kept, lost })
    }

    /// The kind that a row says its price has; what was there before where it says nothing.
    fn kind(&self, unit: Unit, before: Option<(&TypedPrice, Unit)>) -> String {
        let said = plain_words(self.cell(Column::PriceKind));
        let known = match said.as_str() {
            "per unit" | "each" | "unit" => "per_unit",
            "per pupil" | "pupil" => "per_pupil",
            "base plus per pupil" | "fixed part plus per pupil" | "fixed part and per pupil" => {
                "base_plus_per_pupil"
            }
            "size bands" | "by size" | "bands" => BANDS,
            "flat" | "flat fee" | "one amount" => "flat",
            "percentage" | "per cent" | "percent" => "percentage",
            "per staff" | "per member of staff" | "staff" => "per_staff",
            "" => match before {
                // One price cannot stand for those of several bands.
                Some((had, of)) if of == unit => {
                    if had.kind == BANDS && !self.0.contains_key(&Column::SizeBands) {
                        usual(unit)
                    } else {
                        return had.kind.clone();
                    }
                }
                Some(_) | None => usual(unit),
            },
            other => return other.to_owned(),
        };
        known.to_owned()
    }

    /// The price as its form would have it: what the list has a column for from the row, the rest as
    /// it was where the kind is the same.
    fn typed(&self, unit: Unit, before: Option<(&TypedPrice, Unit)>) -> TypedPrice {
        let kind = self.kind(unit, before);
        let mut typed = match before {
            Some((had, _)) if had.kind == kind => had.clone(),
            Some(_) | None => TypedPrice { kind, ..TypedPrice::default() },
        };
        let set = |column: Column, field: &mut String| {
            if let Some(cell) = self.0.get(&column) {
                field.clone_from(cell);
            }
        };
        if typed.kind == BANDS {
            let bands = self.bands(&typed.bands);
            // Later prices are those of the bands in their order.
            if bands.len() != typed.bands.len() {
                typed.changes.clear();
            }
            typed.bands = bands;
        } else {
            set(Column::Price, &mut typed.rates.member);
            set(Column::AssociatePrice, &mut typed.rates.associate);
            set(Column::NonMemberPrice, &mut typed.rates.non_member);
            set(Column::OtherMemberPrice, &mut typed.rates.other_member);
        }
        set(Column::Base, &mut typed.base.member);
        set(Column::AssociateBase, &mut typed.base.associate);
        set(Column::NonMemberBase, &mut typed.base.non_member);
        set(Column::OtherMemberBase, &mut typed.base.other_member);
        set(Column::Minimum, &mut typed.minimum);
        set(Column::Maximum, &mut typed.maximum);
        set(Column::Included, &mut typed.extras.allowance);
        set(Column::AssociateIncluded, &mut typed.extras.allowance_associate);
        set(Column::SubsidyShare, &mut typed.extras.subsidy_share);
        set(Column::SubsidyMost, &mut typed.extras.subsidy_most);
        set(Column::SubsidyUntil, &mut typed.extras.subsidy_until);
        if let Some(cell) = self.0.get(&Column::Steps) {
            typed.extras.steps = parts(cell).map(step).collect();
        }
        typed
    }

    /// The bands of a row: each column of prices holds those of all bands, in their order.
    fn bands(&self, had: &[TypedBand]) -> Vec<TypedBand> {
        let column = |column: Column, of: fn(&TypedBand) -> &String| -> Vec<String> {
            match self.0.get(&column) {
                Some(cell) => parts(cell).map(str::to_owned).collect(),
                None => had.iter().map(|band| of(band).clone()).collect(),
            }
        };
        let from = column(Column::SizeBands, |band| &band.from_pupils);
        let member = column(Column::Price, |band| &band.rates.member);
        let associate = column(Column::AssociatePrice, |band| &band.rates.associate);
        let non_member = column(Column::NonMemberPrice, |band| &band.rates.non_member);
        let other_member = column(Column::OtherMemberPrice, |band| &band.rates.other_member);
        let all = [&from, &member, &associate, &non_member, &other_member];
        // What is over in one column is a band without the rest, which is told as missing.
        let most = all.into_iter().map(Vec::len).max().unwrap_or(0);
        let at = |cells: &[String], place: usize| cells.get(place).cloned().unwrap_or_default();
        let band = |place: usize| TypedBand {
            from_pupils: at(&from, place),
            rates: TypedRates {
                member: at(&member, place),
                associate: at(&associate, place),
                non_member: at(&non_member, place),
                other_member: at(&other_member, place),
            },
        };
        (0..most).map(band).collect()
    }
}

/// The parts of a cell; none of an empty one.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let all = if cell.trim().is_empty() { None } else { Some(cell.split(';').map(str::trim)) };
    all.into_iter().flatten()
}

/// `10: 5` is £5 less each from the tenth on.
fn step(part: &str) -> TypedStep {
    let (from, less) = part.split_once(':').unwrap_or((part, ""));
    TypedStep { from: from.trim().to_owned(), less: less.trim().to_owned() }
}

/// What a price is by where nobody says so: a price by the pupil counts the school's pupils.
const fn usual(unit: Unit) -> &'static str {
    match unit {
        Unit::Pupil => "per_pupil",
        Unit::Day
        | Unit::HalfDay
        | Unit::Session
        | Unit::Hour
        | Unit::Place
        | Unit::Year
        | Unit::Term
        | Unit::Item => "per_unit",
    }
}

/// Problems of a price's form, by the columns of a list.
fn by_column(problems: Vec<FieldProblem>) -> Vec<FieldProblem> {
    let mut all: Vec<FieldProblem> = Vec::new();
    for FieldProblem { field, problem } in problems {
        let found = FieldProblem { field: column_of(field).code(), problem };
        if !all.contains(&found) {
            all.push(found);
        }
    }
    all
}

fn column_of(field: &str) -> Column {
    match field {
        "kind" => Column::PriceKind,
        "bands" => Column::SizeBands,
        "minimum" => Column::Minimum,
        "maximum" => Column::Maximum,
        "allowance" => Column::Included,
        "allowance_associate" => Column::AssociateIncluded,
        "subsidy_share" => Column::SubsidyShare,
        "subsidy_most" => Column::SubsidyMost,
        "subsidy_until" => Column::SubsidyUntil,
        field if field.starts_with("step") => Column::Steps,
        field if field.starts_with("band_") && field.ends_with("_from") => Column::SizeBands,
        field if field.starts_with("base_") => match field {
            field if field.ends_with("associate") => Column::AssociateBase,
            field if field.ends_with("non_member") => Column::NonMemberBase,
            field if field.ends_with("other_member") => Column::OtherMemberBase,
            _ => Column::Base,
        },
        field if field.ends_with("associate") => Column::AssociatePrice,
        field if field.ends_with("non_member") => Column::NonMemberPrice,
        field if field.ends_with("other_member") => Column::OtherMemberPrice,
        _ => Column::Price,
    }
}

#[cfg(test)]
mod tests;
