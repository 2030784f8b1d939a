//! What is in a package: of which services it can be made, and what they would cost one by one.

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::{OrganisationId, ServiceId};
use domain::price::{BuyerStanding, Unit, quote};
use domain::service::{BookedBy, PART_NAMES, PackagePart, ServiceTerms, State, TypedPart};
use domain::{Failure, FieldProblem, Net, Problem};

use super::audience::Audience;
use super::stored::{self, Stored};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// A part of a package, as the page of the package shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartShown {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// What one of it is.
    pub unit: Unit,
    /// How many are in the package.
    pub quantity: u32,
    /// Whether whoever looks may see it by itself.
    pub seen: bool,
    /// What one of it costs by itself; nothing where one has no price of its own.
    pub each: Option<Net>,
    /// What as many as are in the package cost by themselves; nothing where that cannot be said.
    pub net: Option<Net>,
}

/// What is in a package, beside what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageShown {
    /// Its parts, as staff put them.
    pub parts: Vec<PartShown>,
    /// What the package costs a year; nothing where that cannot be said.
    pub price: Option<Net>,
    /// What its parts come to one by one; nothing where one of them has no price.
    pub singly: Option<Net>,
}

/// What is in a package for whoever looks, at their prices of a day; nothing of what is none. One
/// statement.
pub(super) async fn shown(
    r: &Reader,
    audience: &Audience,
    (package, on): (&Stored, NaiveDate),
) -> Result<Option<PackageShown>, Failure> {
    let terms = &package.terms;
    if !terms.is_package() {
        return Ok(None);
    }
    let pupils = match audience {
        Audience::School(school) => school.facts.pupils,
        Audience::Visitor | Audience::Staff(_) | Audience::Provider(_) => None,
    };
    let ids: Vec<ServiceId> = terms.package.iter().map(|part| part.service).collect();
    let found = stored::find_all(r, &ids).await?;
    let standing = |terms: &ServiceTerms| {
        audience.standing(package.partnership, terms).unwrap_or(BuyerStanding::Full)
    };
    let mut parts = Vec::with_capacity(ids.len());
    for part in &terms.package {
        let stored = found.iter().find(|one| one.id == part.service).cloned();
        let stored = stored.ok_or(Failure::NotFound)?;
        let price = |quantity| {
            let rule = &stored.terms.price;
            quote(rule, standing(&stored.terms), pupils, quantity, on).ok()
        };
        let on_sale = stored.lifecycle.is_on_sale();
        parts.push(PartShown {
            service: part.service,
            title: stored.terms.title.clone(),
            unit: stored.terms.unit,
            quantity: part.quantity,
            each: price(1).filter(|_| on_sale).map(|quote| quote.net),
            net: price(part.quantity).filter(|_| on_sale).map(|quote| quote.net),
            seen: audience.may_see(stored).is_ok(),
        });
    }
    let year = terms.units_a_year(pupils).ok();
    let price = year.and_then(|year| quote(&terms.price, standing(terms), pupils, year, on).ok());
    let singly: Option<Vec<Net>> = parts.iter().map(|part| part.net).collect();
    let singly = singly.map(Net::total).transpose()?;
    Ok(Some(PackageShown { parts, price: price.map(|quote| quote.net), singly }))
}

/// A service of which some can be in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceToPack {
    /// The service.
    pub id: ServiceId,
    /// What it is called.
    pub title: String,
    /// What one of it is.
    pub unit: Unit,
}

/// What staff can put into a package: what is on sale of the partnership acted for and counted by days,
/// places or another number; by title.
///
/// # Errors
/// `NotAllowed` for whoever does not keep its services.
pub async fn services_to_pack(
    market: &Market,
    actor: &Actor,
) -> Result<Vec<ServiceToPack>, Failure> {
    let permit = actor.permit_own(Action::ManageServices)?;
    let permit = &permit;
    let stored = market.db.read(|r| async move { stored::on_sale_of(&r, permit.scope()).await });
    let mut found: Vec<ServiceToPack> = stored
        .await?
        .into_iter()
        .filter(|one| is_counted(one) && !one.terms.is_package())
        .map(|one| ServiceToPack { id: one.id, title: one.terms.title, unit: one.terms.unit })
        .collect();
    found.sort_by(|one, other| (&one.title, one.id).cmp(&(&other.title, other.id)));
    Ok(found)
}

fn is_counted(stored: &Stored) -> bool {
    matches!(stored.booked(), BookedBy::Days | BookedBy::Quantity | BookedBy::Places)
}

/// What is wrong with the parts of a package, at the rows in which they were typed: each is another
/// service of the partnership, on sale, and counted by days, places or another number. What was in
/// the package before may have been taken off sale since.
pub(super) async fn problems(
    r: &Reader,
    partnership: OrganisationId,
    (itself, before): (Option<ServiceId>, &[PackagePart]),
    (typed, parts): (&[TypedPart], &[PackagePart]),
) -> Result<Vec<FieldProblem>, Failure> {
    let ids: Vec<ServiceId> = parts.iter().map(|part| part.service).collect();
    let found = stored::find_all(r, &ids).await?;
    let was_there = |id| before.iter().any(|part| part.service == id);
    let fits = |stored: &Stored| {
        let sold = stored.lifecycle.state() == State::Live || was_there(stored.id);
        is_counted(stored) && sold && !stored.terms.is_package()
    };
    let mut problems = Vec::new();
    for part in parts {
        let own = found.iter().find(|one| one.id == part.service);
        let own = own.filter(|one| one.partnership == partnership && Some(one.id) != itself);
        let problem = match own {
            None => Problem::NotAChoice,
            Some(stored) if !fits(stored) => Problem::NotForPackages,
            Some(_) => continue,
        };
        let row = typed.iter().position(|row| row.service.trim().parse() == Ok(part.service));
        let names = row.and_then(|row| PART_NAMES.get(row));
        problems.extend(names.map(|names| FieldProblem { field: names.service, problem }));
    }
    Ok(problems)
}
