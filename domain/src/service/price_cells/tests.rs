//! A list gives back every price that it wrote, and says what it could not write.

use proptest::prelude::*;

use super::*;
use crate::failure::Problem;
use crate::money::{Net, Pence};
use crate::price::arbitrary::rules;

/// The cells of a row under some headings.
fn row(cells: &[(Column, &str)]) -> PriceCells {
    PriceCells(cells.iter().map(|(column, cell)| (*column, (*cell).to_owned())).collect())
}

/// A price with nothing of what stands in no column.
fn bare(rule: &PriceRule) -> PriceRule {
    let mut typed = TypedPrice::of(rule);
    typed.changes.clear();
    typed.extras.components.clear();
    typed.read().unwrap()
}

fn wrong(cells: &[(Column, &str)], unit: Unit) -> Vec<(&'static str, Problem)> {
    let problems = row(cells).read(unit).unwrap_err();
    problems.into_iter().map(|one| (one.field, one.problem)).collect()
}

proptest! {
    #[test]
    fn a_list_gives_back_every_price_that_it_wrote(rule in rules()) {
        let cells = PriceCells::of(&rule);
        prop_assert_eq!(cells.read(Unit::Day), Ok(bare(&rule)));
        let over = cells.over((&rule, Unit::Day), Unit::Day).unwrap();
        prop_assert_eq!(&over.kept, &PriceCells::outside(&rule));
        prop_assert_eq!((over.rule, over.lost), (rule, Vec::new()));
    }

    #[test]
    fn a_list_of_one_price_leaves_the_rest_or_says_what_goes(rule in rules(), pence in 1_i64..9_999) {
        let price = Pence::new(pence).to_string();
        let over = row(&[(Column::Price, &price)]).over((&rule, Unit::Day), Unit::Day).unwrap();
        let (had, has) = (TypedPrice::of(&rule), TypedPrice::of(&over.rule));
        for part in PricePart::ALL {
            if part.is_in(&rule, &had) && !part.is_in(&over.rule, &has) {
                prop_assert!(over.lost.contains(part), "{part:?} goes without a word");
            }
        }
        prop_assert_eq!(has.kind == had.kind, !over.lost.contains(&PricePart::Kind));
        if had.kind != BANDS {
            prop_assert_eq!(Net(Pence::new(pence)), over.rule.by.rates().last().unwrap().member.net);
        }
    }
}

#[test]
fn prices_by_size_stand_in_the_columns_of_prices_one_behind_the_other() {
    let rule = row(&[
        (Column::PriceKind, "Size bands"),
        (Column::SizeBands, "0; 201; 401"),
        (Column::Price, "£500; 900; 1,200"),
        (Column::NonMemberPrice, "600;1000;1400"),
    ]);
    let rule = rule.read(Unit::Year).unwrap();
    let cells = PriceCells::of(&rule);
    assert_eq!(cells.cell(Column::SizeBands), "0; 201; 401");
    assert_eq!(cells.cell(Column::Price), "500.00; 900.00; 1200.00");
    assert_eq!(cells.cell(Column::AssociatePrice), "");
    let short = [
        (Column::PriceKind, "size bands"),
        (Column::SizeBands, "0; 201"),
        (Column::Price, "500; 900; 1200"),
    ];
    assert_eq!(wrong(&short, Unit::Year), [("size_bands", Problem::Missing)]);
}

#[test]
fn what_is_wrong_is_said_by_the_column_of_the_list() {
    let all = [
        (Column::PriceKind, "base plus per pupil"),
        (Column::Price, "4"),
        (Column::Base, "dear"),
        (Column::Steps, "10"),
        (Column::SubsidyShare, "half"),
    ];
    let fields: Vec<&str> = wrong(&all, Unit::Pupil).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["fixed_part", "less_from", "partnership_pays_percent"]);
    let kind = [(Column::PriceKind, "by the moon"), (Column::Price, "4")];
    assert_eq!(wrong(&kind, Unit::Day), [("price_by", Problem::NotAChoice)]);
}

#[test]
fn an_emptied_cell_takes_away_and_a_column_that_is_not_there_does_not() {
    let all = row(&[(Column::Price, "300"), (Column::SubsidyShare, "50"), (Column::Minimum, "20")]);
    let had = all.read(Unit::Day).unwrap();
    let list = row(&[(Column::Price, "320"), (Column::SubsidyShare, "")]);
    let over = list.over((&had, Unit::Day), Unit::Day).unwrap();
    assert_eq!((over.rule.subsidy, over.rule.minimum), (None, had.minimum));
    assert_eq!(
        (over.kept, over.lost),
        (Vec::new(), Vec::new()),
        "what the list says is no surprise"
    );
}
