//! Reading a membership level from what staff typed into its form.

use super::{MemberRights, SizeBand, TierRule};
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional, whole_number};
use crate::money::Pence;
use crate::price::parse_pounds;
use crate::text;

/// More pupils than any school has.
const MOST_PUPILS: u32 = 100_000;

/// A membership level as typed. What does not concern its rule may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedTier {
    /// Field `name`, up to 60 characters.
    pub name: String,
    /// Field `rights`: `full` or `associate`.
    pub rights: String,
    /// Field `kind`: `per_pupil`, `size_bands` or `flat`.
    pub kind: String,
    /// Field `amount`: for a pupil or for the year.
    pub amount: String,
    /// Field `bands`: a line for each band, `from pupils: price`.
    pub bands: String,
    /// Field `free_until`: the first day that costs something.
    pub free_until: String,
    /// Field `cap`: the most a year.
    pub cap: String,
    /// Field `includes`: what is included, up to 1,000 characters.
    pub includes: String,
}

/// A membership level to be made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NewTier {
    /// Its name.
    pub name: String,
    /// What its members may do.
    pub rights: MemberRights,
    /// What a year costs.
    pub rule: TierRule,
    /// What is included, in words.
    pub includes: String,
}

impl TypedTier {
    /// The level that was typed, or all that is wrong with it.
    pub fn read(&self) -> Result<NewTier, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let name = reading.take("name", text::name(&self.name, 60));
        let rights = reading.take("rights", choice(&self.rights, MemberRights::from_code));
        let includes = reading.take("includes", optional(text::paragraph(&self.includes, 1_000)));
        let rule = self.rule(&mut reading);
        let tier = (|| {
            let includes = includes?.unwrap_or_default();
            Some(NewTier { name: name?, rights: rights?, rule: rule?, includes })
        })();
        reading.finish(tier)
    }

    fn rule(&self, reading: &mut Reading) -> Option<TierRule> {
        let bare = match self.kind.trim() {
            "per_pupil" => reading
                .take("amount", parse_pounds(&self.amount))
                .map(|each| TierRule::PerPupil { each }),
            "flat" => reading
                .take("amount", parse_pounds(&self.amount))
                .map(|amount| TierRule::Flat { amount }),
            "size_bands" => reading
                .take("bands", read_bands(&self.bands))
                .map(|bands| TierRule::SizeBands { bands }),
            _ => {
                reading.wrong("kind", Problem::NotAChoice);
                None
            }
        };
        let cap = reading.take("cap", optional(parse_pounds(&self.cap)));
        let until = reading.take("free_until", optional(parse_day(&self.free_until)));
        let mut rule = bare?;
        if let Some(cap) = cap? {
            rule = TierRule::Capped { rule: Box::new(rule), cap };
        }
        if let Some(until) = until? {
            rule = TierRule::FreeUntil { until, then: Box::new(rule) };
        }
        match rule.validate() {
            Ok(()) => Some(rule),
            Err(FieldProblem { field, problem }) => {
                let field = if field == "each" { "amount" } else { field };
                reading.wrong(field, problem);
                None
            }
        }
    }

    /// The form of a level as it stands, to be changed.
    pub fn of(tier: &NewTier) -> Self {
        let mut typed = Self {
            name: tier.name.clone(),
            rights: tier.rights.code().to_owned(),
            includes: tier.includes.clone(),
            ..Self::default()
        };
        typed.fill(&tier.rule);
        typed
    }

    fn fill(&mut self, rule: &TierRule) {
        let (kind, amount) = match rule {
            TierRule::PerPupil { each } => ("per_pupil", plain(*each)),
            TierRule::Flat { amount } => ("flat", plain(*amount)),
            TierRule::SizeBands { bands } => {
                let line =
                    |band: &SizeBand| format!("{}: {}", band.from_pupils, plain(band.amount));
                self.bands = bands.iter().map(line).collect::<Vec<_>>().join("\n");
                ("size_bands", String::new())
            }
            TierRule::FreeUntil { until, then } => {
                self.free_until = until.to_string();
                return self.fill(then);
            }
            TierRule::Capped { rule, cap } => {
                self.cap = plain(*cap);
                return self.fill(rule);
            }
        };
        kind.clone_into(&mut self.kind);
        self.amount = amount;
    }
}

fn plain(amount: Pence) -> String {
    let text = amount.to_string().replace(['£', ','], "");
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

/// A band on each line: the fewest pupils, then the price, with a colon, comma or space between.
/// What is wrong is told by its line.
fn read_bands(text: &str) -> Result<Vec<SizeBand>, Problem> {
    let mut bands: Vec<SizeBand> = Vec::new();
    let mut wrong = Vec::new();
    for (line, typed) in (1..).zip(text.lines()).filter(|(_, typed)| !typed.trim().is_empty()) {
        match read_band(typed.trim(), bands.last()) {
            Ok(band) => bands.push(band),
            Err(problem) => wrong.push((line, problem)),
        }
    }
    if wrong.is_empty() { Ok(bands) } else { Err(Problem::OnLines(wrong)) }
}

fn read_band(line: &str, before: Option<&SizeBand>) -> Result<SizeBand, Problem> {
    let (from, amount) = line.split_once([':', ' ', '\t', ',']).unwrap_or((line, ""));
    let from_pupils = whole_number(from, MOST_PUPILS)?;
    let amount = parse_pounds(amount.trim_start_matches(':')).map_err(|problem| {
        let is_missing = problem == Problem::Missing;
        if is_missing { Problem::NotMoney } else { problem }
    })?;
    match before {
        None if from_pupils > 0 => Err(Problem::NotFromNought),
        Some(before) if from_pupils <= before.from_pupils => Err(Problem::SizesOutOfOrder),
        _ => Ok(SizeBand { from_pupils, amount }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partnership::Model;

    fn typed(kind: &str, amount: &str) -> TypedTier {
        TypedTier {
            name: "Full member".to_owned(),
            rights: "full".to_owned(),
            kind: kind.to_owned(),
            amount: amount.to_owned(),
            ..TypedTier::default()
        }
    }

    #[test]
    fn a_level_is_read_as_typed() {
        let tier = TypedTier {
            cap: "15,000".to_owned(),
            free_until: "1 September 2027".to_owned(),
            ..typed("per_pupil", "£19")
        };
        let per_pupil = TierRule::PerPupil { each: Pence::pounds(19) };
        let capped = TierRule::Capped { rule: Box::new(per_pupil), cap: Pence::pounds(15_000) };
        let until = "2027-09-01".parse().unwrap();
        assert_eq!(
            tier.read().unwrap().rule,
            TierRule::FreeUntil { until, then: Box::new(capped) }
        );
        let bands =
            TypedTier { bands: "0: £400\n211 700\n".to_owned(), ..typed("size_bands", "") };
        let rule = bands.read().unwrap().rule;
        assert_eq!(serde_json::to_value(rule).unwrap()["bands"][1]["amount"], 70_000);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let wrong = TypedTier {
            name: String::new(),
            rights: "owner".to_owned(),
            cap: "lots".to_owned(),
            ..typed("per_pupil", "-3")
        };
        let fields: Vec<_> = wrong.read().unwrap_err().iter().map(|p| p.field).collect();
        assert_eq!(fields, ["name", "rights", "amount", "cap"]);
        let dear = typed("per_pupil", "1,000,001").read().unwrap_err();
        assert_eq!(dear[0].field, "amount");
        assert_eq!(typed("size_bands", "").read().unwrap_err()[0].problem, Problem::Missing);
        assert_eq!(typed("gift", "1").read().unwrap_err()[0].field, "kind");
    }

    #[test]
    fn what_is_wrong_with_a_size_is_told_by_its_line() {
        let problem = |bands: &str| {
            let tier = TypedTier { bands: bands.to_owned(), ..typed("size_bands", "") };
            tier.read().unwrap_err().remove(0).problem
        };
        assert_eq!(
            problem("0: 400\n\nmany: 700\n421:\n211: 900\n200: 950\n900: dear"),
            Problem::OnLines(vec![
                (3, Problem::NotANumber),
                (4, Problem::NotMoney),
                (6, Problem::SizesOutOfOrder),
                (7, Problem::NotMoney),
            ])
        );
        assert_eq!(problem("1: 400"), Problem::OnLines(vec![(1, Problem::NotFromNought)]));
        assert_eq!(problem("0"), Problem::OnLines(vec![(1, Problem::NotMoney)]));
    }

    #[test]
    fn what_every_model_suggests_can_be_typed_again() {
        for model in Model::ALL {
            for tier in model.defaults().tiers {
                let tier = tier.made();
                assert_eq!(TypedTier::of(&tier).read().as_ref(), Ok(&tier));
            }
        }
    }
}
