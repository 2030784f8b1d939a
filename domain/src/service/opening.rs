//! To whom beyond its own members a partnership opens a service, and how VAT applies there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::terms::ServiceTerms;
use crate::access::closed_list;
use crate::failure::{FieldProblem, Problem, Refusal};
use crate::form::{Reading, choice, optional};
use crate::id::OrganisationId;
use crate::money::Net;
use crate::price::{BuyerStanding, parse_pounds};
use crate::vat::{VatBasis, VatReason, VatTreatment};

closed_list! {
    /// How far a service is opened.
    OpenWidth {
        /// To its own partnership's schools only.
        Nobody = "nobody",
        /// To members of certain partnerships.
        Partnerships = "partnerships",
        /// To members of every partnership of the association.
        Association = "association",
    }
}

/// The partnerships whose members may buy a service at a price of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenTo {
    /// None.
    #[default]
    Nobody,
    /// These, each once, in their order.
    Partnerships(Vec<OrganisationId>),
    /// All that belong to the association, while its own partnership does.
    Association,
}

impl OpenTo {
    /// How far that is.
    pub const fn width(&self) -> OpenWidth {
        match self {
            Self::Nobody => OpenWidth::Nobody,
            Self::Partnerships(_) => OpenWidth::Partnerships,
            Self::Association => OpenWidth::Association,
        }
    }

    /// Those that are named one by one.
    pub fn named(&self) -> &[OrganisationId] {
        match self {
            Self::Partnerships(named) => named,
            Self::Nobody | Self::Association => &[],
        }
    }

    /// Whether there is none.
    pub const fn is_nobody(&self) -> bool {
        matches!(self, Self::Nobody)
    }

    /// Whether a school may buy: `own` is the partnership that sells, `of` those that the school is a
    /// member of, and `association` says which belong to the association.
    pub fn covers(
        &self,
        own: OrganisationId,
        of: &[OrganisationId],
        association: impl Fn(OrganisationId) -> bool,
    ) -> bool {
        match self {
            Self::Nobody => false,
            Self::Partnerships(named) => of.iter().any(|one| *one != own && named.contains(one)),
            Self::Association => {
                association(own) && of.iter().any(|one| *one != own && association(*one))
            }
        }
    }
}

impl ServiceTerms {
    /// How VAT applies to what a buyer of a standing buys. What rests on membership or on a duty of
    /// one's own follows nobody else: for them it is answered apart, and not guessed.
    ///
    /// Refused with `VatNotSettled` while it is not answered.
    pub fn vat_for(&self, standing: BuyerStanding) -> Result<VatBasis, Refusal> {
        match self.vat {
            VatTreatment::Settled(basis) if basis.reason().holds_for(standing) => Ok(basis),
            VatTreatment::Settled(_) => {
                let outside = self.vat_outside.filter(|basis| basis.reason().holds_for(standing));
                outside.ok_or(Refusal::VatNotSettled)
            }
            VatTreatment::Ask(_) => Err(Refusal::VatNotSettled),
        }
    }

    /// The same as pages show it: a question where it is not answered.
    pub fn vat_shown(&self, standing: BuyerStanding) -> VatTreatment {
        match (self.vat_for(standing), self.vat) {
            (Ok(basis), _) => VatTreatment::Settled(basis),
            (Err(_), VatTreatment::Ask(question)) => VatTreatment::Ask(question),
            (Err(_), VatTreatment::Settled(_)) => {
                VatTreatment::Ask(crate::vat::Question::AnyTreatment)
            }
        }
    }

    /// Whether how VAT applies to members of other partnerships has to be answered apart.
    pub fn asks_vat_outside(&self) -> bool {
        self.vat.basis().is_ok_and(|basis| !basis.reason().holds_for(BuyerStanding::OtherMember))
    }
}

/// The fields of what members of other partnerships pay: one for each set of prices of a rule.
pub const OTHER_PRICES: [&str; 20] = [
    "other_1", "other_2", "other_3", "other_4", "other_5", "other_6", "other_7", "other_8",
    "other_9", "other_10", "other_11", "other_12", "other_13", "other_14", "other_15", "other_16",
    "other_17", "other_18", "other_19", "other_20",
];

/// To whom a service is opened, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedOpening {
    /// The code of how far: field `open_to`.
    pub to: String,
    /// The ids of partnerships: field `open_partnerships`.
    pub partnerships: Vec<String>,
    /// What their members pay, for each set of prices: fields of [`OTHER_PRICES`].
    pub prices: Vec<String>,
    /// The code of how VAT applies to them, where that has to be said: field `vat_outside`.
    pub vat: String,
}

impl TypedOpening {
    /// What stands in the form to begin with.
    pub fn of(terms: &ServiceTerms, on: NaiveDate) -> Self {
        let typed =
            |net: Option<Net>| net.map(|net| net.pence().to_string().replace(['£', ','], ""));
        let prices = terms.price.starting(on).of_other_members();
        Self {
            to: terms.open_to.width().code().to_owned(),
            partnerships: terms.open_to.named().iter().map(ToString::to_string).collect(),
            prices: prices.into_iter().map(|net| typed(net).unwrap_or_default()).collect(),
            vat: terms.vat_outside.map_or("", |basis| basis.reason().code()).to_owned(),
        }
    }

    /// The terms with what was typed, for a service of a partnership, or all that is wrong with it. The
    /// day decides the rate of VAT.
    pub fn read(
        &self,
        terms: &ServiceTerms,
        own: OrganisationId,
        on: NaiveDate,
    ) -> Result<ServiceTerms, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let width = reading.take("open_to", choice(&self.to, OpenWidth::from_code));
        let closed = width.is_none_or(|width| width == OpenWidth::Nobody);
        let named = self.named(own).and_then(|named| match width {
            Some(OpenWidth::Partnerships) if named.is_empty() => Err(Problem::Missing),
            _ => Ok(named),
        });
        let named = reading.take("open_partnerships", named);
        let price = terms.price.starting(on);
        let nets = price.of_other_members().into_iter().zip(OTHER_PRICES).enumerate();
        let nets: Option<Vec<Option<Net>>> = nets
            .map(|(place, (_, field))| {
                let read = parse_pounds(self.prices.get(place).map_or("", String::as_str));
                let read = read.map(|pence| Some(Net(pence)));
                let read = if closed { optional(read).map(Option::flatten) } else { read };
                reading.take(field, read)
            })
            .collect();
        let vat = self.vat(terms, closed, on);
        let vat = reading.take("vat_outside", vat);
        let opened = || {
            let open_to = match width? {
                OpenWidth::Nobody => OpenTo::Nobody,
                OpenWidth::Partnerships => OpenTo::Partnerships(named?),
                OpenWidth::Association => OpenTo::Association,
            };
            let price = price.with_other_members(&nets?);
            Some(ServiceTerms { price, open_to, vat_outside: vat?, ..terms.clone() })
        };
        let opened = opened();
        // What is wrong with a price is said beside the first of them.
        if let Some(wrong) = opened.iter().flat_map(|terms| terms.price.problems()).next() {
            reading.wrong("other_1", wrong.problem);
        }
        reading.finish(opened)
    }

    fn named(&self, own: OrganisationId) -> Result<Vec<OrganisationId>, Problem> {
        let read = |text: &String| text.parse().map_err(|_| Problem::NotAChoice);
        let mut named: Vec<OrganisationId> =
            self.partnerships.iter().map(read).collect::<Result<_, _>>()?;
        named.sort_unstable();
        named.dedup();
        if named.contains(&own) { Err(Problem::NotAChoice) } else { Ok(named) }
    }

    fn vat(
        &self,
        terms: &ServiceTerms,
        closed: bool,
        on: NaiveDate,
    ) -> Result<Option<VatBasis>, Problem> {
        let reason = optional(choice(&self.vat, VatReason::from_code))?;
        match reason {
            None if !closed && terms.asks_vat_outside() => Err(Problem::Missing),
            None => Ok(None),
            Some(reason) if !reason.holds_for(BuyerStanding::OtherMember) => {
                Err(Problem::NotAChoice)
            }
            Some(reason) => reason.basis(on).map(Some).map_err(|_| Problem::NotAChoice),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::service::TypedTerms;
    use crate::vat::VatReason;

    fn id(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_service_is_open_to_members_of_those_it_names_and_never_through_its_own() {
        let (own, near, far) = (id(1), id(2), id(3));
        let none = |_| false;
        let named = OpenTo::Partnerships(vec![near]);
        assert!(named.covers(own, &[far, near], none));
        assert!(!named.covers(own, &[far], none));
        assert!(!OpenTo::Partnerships(vec![own]).covers(own, &[own], none));
        assert!(!OpenTo::Nobody.covers(own, &[near], |_| true));
    }

    #[test]
    fn open_to_the_association_holds_while_both_belong_to_it() {
        let (own, near, far) = (id(1), id(2), id(3));
        let without = |left: OrganisationId| move |one: OrganisationId| one != left;
        let open = OpenTo::Association;
        assert!(open.covers(own, &[near], without(far)));
        assert!(!open.covers(own, &[near], without(near)), "the school's partnership has left");
        assert!(!open.covers(own, &[near], without(own)), "its own partnership has left");
        assert!(!open.covers(own, &[own], |_| true), "its own members have their own price");
    }

    fn terms(vat: &str) -> ServiceTerms {
        let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let mut typed = TypedTerms {
            title: "Counselling".to_owned(),
            description: "A day.".to_owned(),
            category: "counselling".to_owned(),
            provider_name: "The pool".to_owned(),
            vat: vat.to_owned(),
            ..TypedTerms::default()
        };
        typed.price.kind = "per_unit".to_owned();
        typed.price.rates.member = "240".to_owned();
        typed.read(on).unwrap()
    }

    #[test]
    fn opening_asks_for_a_price_to_whom_and_for_vat_where_it_does_not_follow() {
        let (own, on) = (id(1), NaiveDate::from_ymd_opt(2026, 9, 1).unwrap());
        let fields = |typed: &TypedOpening, terms: &ServiceTerms| {
            let found = typed.read(terms, own, on).unwrap_err();
            found.into_iter().map(|one| one.field).collect::<Vec<_>>()
        };
        let mut typed = TypedOpening { to: "partnerships".to_owned(), ..TypedOpening::default() };
        let shared = terms("cost_sharing_group");
        assert_eq!(fields(&typed, &shared), ["open_partnerships", "other_1", "vat_outside"]);
        typed.partnerships = vec![own.to_string()];
        typed.prices = vec!["280".to_owned()];
        typed.vat = "statutory_duty".to_owned();
        assert_eq!(fields(&typed, &shared), ["open_partnerships", "vat_outside"]);
        typed.partnerships = vec![id(3).to_string(), id(2).to_string(), id(3).to_string()];
        typed.vat = "standard".to_owned();
        let opened = typed.read(&shared, own, on).unwrap();
        assert_eq!(opened.open_to, OpenTo::Partnerships(vec![id(2), id(3)]));
        let pays = crate::price::quote(&opened.price, BuyerStanding::OtherMember, None, 1, on);
        assert_eq!(pays.unwrap().net.pence(), crate::money::Pence::pounds(280));
        assert_eq!(TypedOpening::of(&opened, on).read(&opened, own, on), Ok(opened.clone()));
        let closed = TypedOpening { to: "nobody".to_owned(), ..TypedOpening::default() };
        assert!(closed.read(&opened, own, on).unwrap().open_to.is_nobody());
    }

    #[test]
    fn what_is_exempt_for_members_alone_follows_nobody_else() {
        let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let mut shared = terms("cost_sharing_group");
        assert!(shared.asks_vat_outside());
        assert!(shared.vat_for(BuyerStanding::Full).is_ok());
        for standing in [BuyerStanding::OtherMember, BuyerStanding::NonMember] {
            assert_eq!(shared.vat_for(standing), Err(Refusal::VatNotSettled));
        }
        shared.vat_outside = VatReason::CostSharingGroup.basis(on).ok();
        let other = BuyerStanding::OtherMember;
        assert!(shared.vat_for(other).is_err(), "answered with what follows nobody");
        shared.vat_outside = VatReason::Standard.basis(on).ok();
        assert_eq!(shared.vat_for(other).unwrap().reason(), VatReason::Standard);
        let duty = terms("statutory_duty");
        assert!(duty.vat_for(other).is_err() && duty.vat_for(BuyerStanding::NonMember).is_ok());
        assert!(terms("standard").vat_for(other).is_ok());
        assert!(terms("").vat_for(other).is_err(), "a question stays one");
    }
}
