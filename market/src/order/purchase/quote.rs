//! What orders would come to together, before they bind anybody.

use domain::delegation::ApprovalLevel;
use domain::id::{ServiceId, ServiceVersionId};
use domain::price::Unit;
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Gross, Net, Pence, Vat};

use super::place::{SeenTogether, digest_of};
use crate::Market;
use crate::access::Permit;
use crate::db::Reader;
use crate::order::gate::gate_of;
use crate::order::priced::{LineFor, PricedLine};
use crate::order::sale::Sale;
use crate::order::wanted::Wanted;

/// What one order of several would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedOrder {
    /// Of which service.
    pub service: ServiceId,
    /// As it is on sale.
    pub version: ServiceVersionId,
    /// What it is called.
    pub title: String,
    /// Who delivers it, as schools know them.
    pub provider_name: String,
    /// Who invoices.
    pub seller_name: String,
    /// How many: of an agreement one.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// What each part of it is for, with what that costs excluding VAT.
    pub parts: Vec<(LineFor, Net)>,
    /// How VAT applies.
    pub vat: VatBasis,
    /// What it comes to.
    pub totals: InvoiceTotals,
}

/// What orders would come to together, and what they would commit the school to.
#[derive(Debug, Clone)]
pub struct PurchaseQuote {
    /// Each order.
    pub lines: Vec<QuotedOrder>,
    /// All of them, excluding VAT.
    pub net: Net,
    /// The VAT on all of them.
    pub vat: Vat,
    /// All of them, including VAT.
    pub gross: Gross,
    /// At which level somebody is asked first; nobody where it is binding at once.
    pub asks_first: Option<ApprovalLevel>,
    /// The buyer's limit, where it is over it.
    pub over_limit: Option<Pence>,
    /// The amount above which the governors approve as well, where it is above it.
    pub governors_above: Option<Pence>,
    /// What the buyer ordered of these services alone in the last thirty days.
    pub ordered_before: Pence,
    /// A digest of what is wanted, which stands in the form.
    wanted: String,
}

impl PurchaseQuote {
    /// What is shown of it above the button.
    pub fn seen(&self) -> SeenTogether {
        SeenTogether {
            versions: self.lines.iter().map(|line| line.version).collect(),
            wanted: self.wanted.clone(),
            gross: self.gross.pence(),
            needs_approval: self.asks_first.is_some(),
        }
    }
}

/// Quotes orders that would be placed together. Binds nobody and holds nothing.
///
/// # Errors
/// As any of it cannot be priced.
pub(crate) async fn quote_purchase(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    wanted: &[(Sale, Wanted)],
) -> Result<PurchaseQuote, Failure> {
    let lines: Vec<QuotedOrder> = wanted
        .iter()
        .map(|(sale, wanted)| quoted_order(sale, wanted))
        .collect::<Result<_, Failure>>()?;
    let (mut net, mut vat, mut gross) = (Pence::ZERO, Pence::ZERO, Pence::ZERO);
    for line in &lines {
        net = net.plus(line.totals.net.pence())?;
        vat = vat.plus(line.totals.vat.pence())?;
        gross = gross.plus(line.totals.gross.pence())?;
    }
    let gross = Gross(gross);
    let services: Vec<_> = wanted.iter().map(|(sale, _)| sale.service).collect();
    let categories: Vec<_> = wanted.iter().map(|(sale, _)| Some(sale.terms.category)).collect();
    let gate = gate_of(market, r, permit, (&services, &categories)).await?;
    let (allowance, asks_first) = (gate.allowance, gate.asks_first(gross));
    let governors = asks_first == Some(ApprovalLevel::Governors);
    let beyond = |from: &Pence| governors || gross.pence() > *from;
    Ok(PurchaseQuote {
        lines,
        net: Net(net),
        vat: Vat(vat),
        gross,
        asks_first,
        over_limit: allowance.limit().filter(|_| !allowance.covers(gross)),
        governors_above: gate
            .chain
            .governors_from()
            .filter(|from| asks_first.is_some() && beyond(from)),
        ordered_before: allowance.used(),
        wanted: digest_of(wanted)?,
    })
}

/// One order as it would be.
pub(in crate::order) fn quoted_order(sale: &Sale, wanted: &Wanted) -> Result<QuotedOrder, Failure> {
    let priced = sale.price(&wanted.tidy()?)?;
    let totals = invoice_totals(priced.iter().map(|line| (line.net, sale.vat)))?;
    let quantity = if wanted.is_agreement() {
        1
    } else {
        priced.iter().map(|line| line.quantity).fold(0, u32::saturating_add)
    };
    let part = |line: PricedLine| (line.what, line.net);
    Ok(QuotedOrder {
        service: sale.service,
        version: sale.version,
        title: sale.terms.title.clone(),
        provider_name: sale.terms.provider_name.clone(),
        seller_name: sale.seller.name.clone(),
        quantity,
        unit: sale.terms.unit,
        parts: priced.into_iter().map(part).collect(),
        vat: sale.vat,
        totals,
    })
}
