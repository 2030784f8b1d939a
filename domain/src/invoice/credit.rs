//! Credit notes: what of an invoice is taken back, and how much VAT with it.
//!
//! VAT is charged on the sum of a group of lines and rounded once, so what goes back with a part is the
//! VAT on what was left before, less the VAT on what is left after. Credited piece by piece, an invoice
//! comes to nought to the penny.

use serde::Serialize;

use crate::failure::{Failure, FieldProblem, Problem, Refusal};
use crate::form::{Reading, choice, optional};
use crate::id::InvoiceLineId;
use crate::money::{Net, Overflow, Pence, Vat};
use crate::price::parse_pounds;
use crate::text;
use crate::vat::{InvoiceTotals, VatBasis, VatGroup, invoice_totals};

/// The most characters of the reason of a credit note.
pub const REASON_MAX: usize = 500;

/// A line of an invoice, with what was taken back of it so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Creditable {
    /// Which.
    pub line: InvoiceLineId,
    /// What it came to.
    pub net: Net,
    /// How VAT applies to it.
    pub vat: VatBasis,
    /// What credit notes have taken back of it.
    pub credited: Net,
    /// What was settled of it with the school: credit notes come to that in the end.
    pub settled: Net,
}

impl Creditable {
    /// What of it was not taken back.
    pub fn left(&self) -> Result<Net, Overflow> {
        self.net.pence().minus(self.credited.pence()).map(Net)
    }

    /// What was settled and is still to be credited.
    pub fn to_credit(&self) -> Result<Net, Overflow> {
        let due = self.settled.pence().minus(self.credited.pence())?;
        Ok(Net(due.max(Pence::ZERO).min(self.left()?.pence())))
    }
}

/// What of an invoice is credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditWhat {
    /// What was settled with the school.
    Settled,
    /// All that is left of it.
    Whole,
    /// A line, or a part of it.
    Line(InvoiceLineId),
}

impl CreditWhat {
    /// What was settled, as forms send it.
    pub const SETTLED: &'static str = "settled";
    /// All that is left, as forms send it.
    pub const WHOLE: &'static str = "whole";

    fn read(code: &str) -> Option<Self> {
        match code {
            Self::SETTLED => Some(Self::Settled),
            Self::WHOLE => Some(Self::Whole),
            line => line.parse().ok().map(Self::Line),
        }
    }
}

/// A credit note as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedCredit {
    /// Field `what`: `settled`, `whole` or the id of a line.
    pub what: String,
    /// Field `net`: how much of a line, in pounds excluding VAT; empty for all that is left of it.
    pub net: String,
    /// Field `reason`: why, told to the school.
    pub reason: String,
}

/// A credit note to be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Of what.
    pub what: CreditWhat,
    /// How much of a line; nothing for all that is left of it.
    pub net: Option<Net>,
    /// Why.
    pub reason: String,
}

impl TypedCredit {
    /// Reads it.
    ///
    /// # Errors
    /// By field: `NotAChoice` on `what`; no amount, `NotLess` for nought or `OnlyOfALine` beside another
    /// choice than a line on `net`; `TooLong` beyond 500 characters on `reason`.
    pub fn read(&self) -> Result<Credit, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let what = reading.take("what", choice(&self.what, CreditWhat::read));
        let net = optional(parse_pounds(&self.net)).and_then(|net| match (net, what) {
            (Some(net), _) if net.is_zero() => Err(Problem::NotLess),
            (Some(_), Some(CreditWhat::Settled | CreditWhat::Whole)) => Err(Problem::OnlyOfALine),
            (net, _) => Ok(net.map(Net)),
        });
        let net = reading.take("net", net);
        let reason = reading.take("reason", text::paragraph(&self.reason, REASON_MAX));
        let read = what.zip(net).zip(reason);
        reading.finish(read.map(|((what, net), reason)| Credit { what, net, reason }))
    }
}

impl Credit {
    /// How much of which lines.
    ///
    /// # Errors
    /// `Refused(NothingToCredit)` where nothing of it is left, or nothing was settled; `Invalid` on `what`
    /// for a line of another invoice, on `net` for more than is left of the line.
    pub fn of(&self, lines: &[Creditable]) -> Result<Vec<(InvoiceLineId, Net)>, Failure> {
        let mut credits = Vec::new();
        for line in lines {
            let net = match self.what {
                CreditWhat::Settled => line.to_credit()?,
                CreditWhat::Whole => line.left()?,
                CreditWhat::Line(id) if id == line.line => self.of_line(line)?,
                CreditWhat::Line(_) => continue,
            };
            if !net.pence().is_zero() {
                credits.push((line.line, net));
            }
        }
        if let CreditWhat::Line(id) = self.what
            && lines.iter().all(|line| line.line != id)
        {
            return Err(Failure::field("what", Problem::NotAChoice));
        }
        if credits.is_empty() { Err(Refusal::NothingToCredit.into()) } else { Ok(credits) }
    }

    fn of_line(&self, line: &Creditable) -> Result<Net, Failure> {
        let left = line.left()?;
        match self.net {
            Some(net) if net > left => {
                Err(Failure::field("net", Problem::MoreThanLeft { left: left.pence() }))
            }
            Some(net) => Ok(net),
            None => Ok(left),
        }
    }
}

/// What a credit note comes to, as amounts above nought.
///
/// # Errors
/// `Overflow`.
pub fn credit_totals(
    lines: &[Creditable],
    credits: &[(InvoiceLineId, Net)],
) -> Result<InvoiceTotals, Overflow> {
    let credit_of = |line: &Creditable| {
        let of = credits.iter().find(|(id, _)| *id == line.line);
        of.map_or(Net(Pence::ZERO), |(_, net)| *net)
    };
    let (mut before, mut after, mut credited) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        let (left, credit) = (line.left()?, credit_of(line));
        before.push((left, line.vat));
        after.push((Net(left.pence().minus(credit.pence())?), line.vat));
        if !credit.pence().is_zero() {
            credited.push((credit, line.vat));
        }
    }
    let (before, after) = (invoice_totals(before)?, invoice_totals(after)?);
    let mut totals = invoice_totals(credited)?;
    for group in &mut totals.groups {
        let vat = vat_of(&before, group).pence().minus(vat_of(&after, group).pence())?;
        group.vat = Vat(vat);
    }
    totals.vat = Vat::total(totals.groups.iter().map(|group| group.vat))?;
    totals.gross = totals.net.with(totals.vat)?;
    Ok(totals)
}

fn vat_of(totals: &InvoiceTotals, like: &VatGroup) -> Vat {
    let same = |group: &&VatGroup| (group.category, group.rate) == (like.category, like.rate);
    totals.groups.iter().find(same).map_or(Vat::default(), |group| group.vat)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::vat::VatReason;

    fn line(number: u128, pence: i64, reason: VatReason) -> Creditable {
        let vat = reason.basis(NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()).unwrap();
        let nought = Net(Pence::ZERO);
        let line = InvoiceLineId::from_uuid(Uuid::from_u128(number));
        Creditable { line, net: Net(Pence::new(pence)), vat, credited: nought, settled: nought }
    }

    fn typed(what: &str, net: &str) -> TypedCredit {
        TypedCredit { what: what.to_owned(), net: net.to_owned(), reason: "Too much".to_owned() }
    }

    #[test]
    fn what_was_settled_is_credited_once() {
        let mut lines =
            [line(1, 24_000, VatReason::Standard), line(2, 10_000, VatReason::Insurance)];
        lines[0].settled = Net(Pence::new(12_000));
        let settled = typed("settled", "").read().unwrap();
        let credits = settled.of(&lines).unwrap();
        assert_eq!(credits, [(lines[0].line, Net(Pence::new(12_000)))]);
        let totals = credit_totals(&lines, &credits).unwrap();
        assert_eq!((totals.vat.pence().get(), totals.gross.pence().get()), (2_400, 14_400));
        lines[0].credited = Net(Pence::new(12_000));
        assert_eq!(settled.of(&lines), Err(Refusal::NothingToCredit.into()));
        // What was credited beyond is not owed back, and what is left bounds what is to come.
        lines[0].credited = Net(Pence::new(20_000));
        lines[0].settled = Net(Pence::new(24_000));
        assert_eq!(lines[0].to_credit(), Ok(Net(Pence::new(4_000))));
    }

    #[test]
    fn of_a_line_no_more_than_is_left() {
        let lines = [line(1, 24_000, VatReason::Standard)];
        let id = lines[0].line.to_string();
        let of = |net: &str| typed(&id, net).read().unwrap().of(&lines);
        assert_eq!(of("").unwrap(), [(lines[0].line, Net(Pence::new(24_000)))]);
        assert_eq!(of("£100").unwrap(), [(lines[0].line, Net(Pence::new(10_000)))]);
        let left = Problem::MoreThanLeft { left: Pence::new(24_000) };
        assert_eq!(of("240.01"), Err(Failure::field("net", left)));
        let other = line(2, 1, VatReason::Standard).line.to_string();
        let refused = typed(&other, "").read().unwrap().of(&lines);
        assert_eq!(refused, Err(Failure::field("what", Problem::NotAChoice)));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = |typed: TypedCredit| -> Vec<(&str, Problem)> {
            let found = typed.read().unwrap_err();
            found.into_iter().map(|one| (one.field, one.problem)).collect()
        };
        let empty = wrong(TypedCredit::default());
        assert_eq!(empty, [("what", Problem::Missing), ("reason", Problem::Missing)]);
        assert_eq!(wrong(typed("whole", "5")), [("net", Problem::OnlyOfALine)]);
        assert_eq!(
            wrong(typed("what", "0")),
            [("what", Problem::NotAChoice), ("net", Problem::NotLess)]
        );
    }

    proptest! {
        #[test]
        fn credited_piece_by_piece_an_invoice_comes_to_nought(
            nets in prop::collection::vec((1_i64..100_000, prop::sample::select(VatReason::ALL)), 1..6),
            pieces in prop::collection::vec((0_usize..6, 1_i64..60_000), 0..12),
        ) {
            let mut lines: Vec<Creditable> =
                nets.iter().zip(1..).map(|((net, reason), n)| line(n, *net, *reason)).collect();
            let charged = invoice_totals(lines.iter().map(|line| (line.net, line.vat))).unwrap();
            let mut credited = (Pence::ZERO, Pence::ZERO);
            let mut note = |lines: &mut Vec<Creditable>, credits: &[(InvoiceLineId, Net)]| {
                let totals = credit_totals(lines, credits).unwrap();
                assert!(!totals.vat.pence().is_negative());
                assert_eq!(totals.net.with(totals.vat).unwrap(), totals.gross);
                for (id, net) in credits {
                    let line = lines.iter_mut().find(|line| line.line == *id).unwrap();
                    line.credited = line.credited.plus(*net).unwrap();
                }
                let plus = |sum: Pence, more: Pence| sum.plus(more).unwrap();
                credited = (plus(credited.0, totals.net.pence()), plus(credited.1, totals.vat.pence()));
            };
            for (nth, most) in pieces {
                let Some(line) = lines.get(nth) else { continue };
                let net = Net(line.left().unwrap().pence().min(Pence::new(most)));
                if !net.pence().is_zero() {
                    let credits = [(line.line, net)];
                    note(&mut lines, &credits);
                }
            }
            let rest = Credit { what: CreditWhat::Whole, net: None, reason: "All".to_owned() };
            if let Ok(credits) = rest.of(&lines) {
                note(&mut lines, &credits);
            }
            prop_assert_eq!(credited, (charged.net.pence(), charged.vat.pence()));
        }
    }
}
