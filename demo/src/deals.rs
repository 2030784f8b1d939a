//! S8's group deals: one that was met and runs, one that did not go ahead, one that is open.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use domain::access::Role;
use domain::calendar::london_instant;
use domain::deal::{ProposedTerms, Quorum, Step, Unit};
use domain::id::DealId;
use domain::service::Category;
use domain::text::PurchaseOrderNumber;
use domain::vat::VatReason;
use domain::{BasisPoints, Failure, Net, Pence};
use market::baseline::{Proof, RecordBaseline, record_baseline};
use market::deal::{
    CommitToDeal, DraftDeal, For, NewDraft, OpenDeal, ProviderChoice, commit_to_deal, draft_deal,
    open_deal, providers, view_deal,
};
use market::file::Upload;
use market::order::{BookingsAsked, BookingsWhen, LineOfOrder, bookings, confirm_delivery};

use crate::agenda::{Act, Agenda};
use crate::cast::{Cast, School};
use crate::chance::Chance;
use crate::names::People;
use crate::papers;
use crate::people;
use crate::stage::Stage;

/// A group deal as it was planned. Every figure is illustrative.
struct Plan {
    title: &'static str,
    category: Category,
    provider: &'static str,
    description: &'static str,
    unit: Unit,
    /// From a pooled quantity on, in pence for one a year.
    steps: &'static [(u64, i64)],
    least_schools: u32,
    months: u16,
    /// Days before today on which it opened.
    opened_ago: u64,
    /// For how many days it is open.
    open_days: u64,
    /// What schools pay so far for one a year, in pence: from and to.
    paid_so_far: (u32, u32),
    /// Who delivered it so far.
    suppliers: &'static [&'static str],
}

const MET: usize = 0;
const LAPSED: usize = 1;
const OPEN: usize = 2;

/// The open deal's price break that one more school reaches, and how near the others come.
const NEXT_BREAK: u64 = 9_000;
const AS_NEAR_AS: u64 = 520;

/// What that school paid so far for one pupil a year, in pence.
const PAID_LITTLE: u32 = 515;

const PLANS: &[Plan] = &[
    Plan {
        title: "Broadband and web filtering",
        category: Category::Ict,
        provider: "Copperline School Networks",
        description: "A line, filtering that meets the department\u{2019}s standards, and \
            monitoring, for two years. Schools keep their own addresses. All figures are \
            illustrative.",
        unit: Unit::Pupil,
        steps: &[(0, 780), (4_000, 710), (8_000, 640), (14_000, 590)],
        least_schools: 20,
        months: 24,
        opened_ago: 285,
        open_days: 38,
        paid_so_far: (660, 960),
        suppliers: &["Northlight Broadband", "Quayside Telecom", "Beamwire"],
    },
    Plan {
        title: "Grounds maintenance",
        category: Category::Grounds,
        provider: "Greenacre and Daughters",
        description: "Grass, hedges, pitches and litter, fortnightly from March to October, by \
            one firm with one rota. All figures are illustrative.",
        unit: Unit::Each,
        steps: &[(0, 412_000), (10, 386_000), (20, 361_000)],
        least_schools: 15,
        months: 12,
        opened_ago: 160,
        open_days: 35,
        paid_so_far: (372_000, 468_000),
        suppliers: &["Hedge and Mower Ltd", "Own caretaker and contractor"],
    },
    Plan {
        title: "HR advice and payroll",
        category: Category::Hr,
        provider: "Fernhill People Services",
        description: "Advice by phone from people who know schools, casework with somebody at the \
            meeting, contracts and policies, and payroll with pensions, for two years. The price \
            for each pupil falls for everybody as more schools sign up. All figures are \
            illustrative.",
        unit: Unit::Pupil,
        steps: &[(0, 2_350), (4_000, 2_190), (6_500, 2_060), (NEXT_BREAK, 1_940)],
        least_schools: 15,
        months: 24,
        opened_ago: 26,
        open_days: 47,
        paid_so_far: (2_050, 2_780),
        suppliers: &["Pennant HR", "Marlowe Payroll Bureau", "Staffwise Schools", "Own contract"],
    },
];

/// The deals as far as they have come.
pub(crate) struct Deals<'a> {
    stage: &'a Stage<'a>,
    cast: &'a Cast,
    opened: HashMap<usize, DealId>,
    chance: Chance,
    people: People,
    /// The school that pays more under the deal that was met: a rise is shown as a rise.
    pays_more: Option<String>,
}

impl<'a> Deals<'a> {
    /// Deals of which none has been opened.
    pub fn new(stage: &'a Stage<'a>, cast: &'a Cast, people: People) -> Self {
        Self {
            stage,
            cast,
            opened: HashMap::new(),
            chance: Chance::of("deals"),
            people,
            pays_more: None,
        }
    }

    /// Puts on the agenda when each opens and who signs up when.
    pub fn plan(&mut self, agenda: &mut Agenda) {
        let mut schools: Vec<Arc<School>> = self
            .cast
            .redbridge
            .iter()
            .filter(|school| school.is.urn != self.cast.deal_school.is.urn)
            .cloned()
            .collect();
        for (which, plan) in (0_usize..).zip(PLANS) {
            agenda.plan(self.stage.days_ago(plan.opened_ago), Act::OpenDeal(which));
            self.chance.shuffle(&mut schools);
            let joining: Vec<Arc<School>> = match which {
                MET => schools.iter().take(33).cloned().collect(),
                LAPSED => schools.iter().take(8).cloned().collect(),
                _ => just_below(&schools, NEXT_BREAK, AS_NEAR_AS),
            };
            if which == MET {
                self.pays_more = joining.first().map(|school| school.is.urn.clone());
            }
            let days = plan.open_days.min(plan.opened_ago.saturating_sub(1));
            let days = u32::try_from(days).unwrap_or_default();
            for school in joining {
                let later = u64::from(self.chance.between(1, days.saturating_sub(2).max(1)));
                let on = self.stage.days_ago(plan.opened_ago.saturating_sub(later));
                agenda.plan(on, Act::SignUp(which, school));
            }
        }
        // The tour's own school runs under the deal that was met.
        let met = self.stage.days_ago(PLANS.first().map_or(0, |plan| plan.opened_ago - 5));
        agenda.plan(met, Act::SignUp(MET, self.cast.deal_school.clone()));
        if let Some(plan) = PLANS.get(MET) {
            let begun = self.starts_on(plan).checked_add_days(Days::new(20));
            agenda.plan(begun.unwrap_or(self.stage.today), Act::DeliverDeal(MET));
        }
        // What it pays for HR is known, so that its own figures stand on the open deal's page.
        let known = self.stage.days_ago(6);
        agenda.plan(known, Act::TellBaseline(OPEN, self.cast.deal_school.clone()));
    }

    fn closes_on(&self, plan: &Plan) -> NaiveDate {
        let opened = self.stage.days_ago(plan.opened_ago);
        opened.checked_add_days(Days::new(plan.open_days)).unwrap_or(opened)
    }

    /// The first of the month, at least ten days after it closes.
    fn starts_on(&self, plan: &Plan) -> NaiveDate {
        let closes = self.closes_on(plan);
        let soonest = closes.checked_add_days(Days::new(10)).unwrap_or(closes);
        soonest.iter_days().find(|day| day.day() == 1).unwrap_or(soonest)
    }

    fn plan_of(which: usize) -> Result<&'static Plan, Failure> {
        PLANS.get(which).ok_or(Failure::NotFound)
    }

    fn deal(&self, which: usize) -> Result<DealId, Failure> {
        self.opened.get(&which).copied().ok_or(Failure::NotFound)
    }

    /// Drafts a deal and opens it.
    pub async fn open(&mut self, which: usize) -> Result<(), Failure> {
        let (market, plan) = (&self.stage.market, Self::plan_of(which)?);
        let five = NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default();
        let closes_at = london_instant(self.closes_on(plan), five).ok_or(Failure::NotFound)?;
        let step =
            |(from, pence): &(u64, i64)| Step { from: *from, unit_price: Net(Pence::new(*pence)) };
        let draft = DraftDeal {
            title: plan.title.to_owned(),
            category: plan.category,
            provider: ProviderChoice::New(plan.provider.to_owned()),
            description: plan.description.to_owned(),
            terms: ProposedTerms {
                unit: plan.unit,
                steps: plan.steps.iter().map(step).collect(),
                quorum: Quorum { schools: Some(plan.least_schools), quantity: None },
                closes_at,
                fee: BasisPoints::new(150),
                starts_on: self.starts_on(plan),
                months: plan.months,
            },
            vat: VatReason::Standard,
        };
        let new = NewDraft { draft, key: self.stage.key()? };
        let deal = draft_deal(market, &self.cast.procurement, new).await?;
        let open = OpenDeal { deal, key: self.stage.key()? };
        open_deal(market, &self.cast.procurement, open).await?;
        self.opened.insert(which, deal);
        Ok(())
    }

    /// A school says what it pays now, and signs up by its head.
    pub async fn sign_up(&mut self, which: usize, school: &School) -> Result<(), Failure> {
        let (deal, plan) = (self.deal(which)?, Self::plan_of(which)?);
        let baseline = self.tell_baseline(which, school).await?;
        let number = format!("{}-{}", plan.title.get(..2).unwrap_or("D"), school.is.urn);
        let number = if school.uses_numbers { Some(number.to_uppercase()) } else { None };
        let quantity = quantity(plan, school);
        let wording = format!(
            "I sign up {} to {} for {} months. This is binding once the deal closes with enough \
             schools; until then we can leave.",
            school.is.name, plan.title, plan.months
        );
        let shown = view_deal(&self.stage.market, &school.head, deal, Some(quantity)).await?;
        let For::School(own) = shown.to else { return Err(Failure::NotFound) };
        let authority = own.authority.ok_or(Failure::NotAllowed)?;
        let commit = CommitToDeal {
            deal,
            quantity,
            quantity_reason: None,
            baseline,
            seen: authority.seen(&wording),
            purchase_order_number: number.and_then(|text| PurchaseOrderNumber::parse(&text).ok()),
            wording,
            key: self.stage.key()?,
        };
        commit_to_deal(&self.stage.market, &school.head, commit).await.map(|_| ())
    }

    /// A school enters what it pays now, most with their last invoice.
    pub async fn tell_baseline(
        &mut self,
        which: usize,
        school: &School,
    ) -> Result<domain::id::BaselineId, Failure> {
        let plan = Self::plan_of(which)?;
        let quantity = quantity(plan, school);
        let (from, to) = plan.paid_so_far;
        let pays_more = which == MET && self.pays_more.as_ref() == Some(&school.is.urn);
        let each = if pays_more { PAID_LITTLE } else { self.chance.between(from, to) };
        let each = i64::from(each);
        let yearly = Net(Pence::new(each).times(i64::from(quantity))?);
        let supplier = self.chance.pick(plan.suppliers).copied().unwrap_or("Own contract");
        let covers_to = self.stage.market.today();
        let paper =
            Paper { school: &school.is.name, supplier, title: plan.title, yearly, quantity };
        let is_on_tour = school.is.urn == self.cast.deal_school.is.urn;
        let proof = match self.chance.below(9) {
            0 if !is_on_tour => Proof::Note(format!(
                "Taken from our budget report; {supplier} sends one bill a term and the last is \
                 being looked for."
            )),
            1 | 2 if !is_on_tour => Proof::File(paper.csv()),
            _ => Proof::File(paper.pdf()),
        };
        let command = RecordBaseline {
            category: plan.category,
            supplier: supplier.to_owned(),
            yearly,
            quantity,
            unit: plan.unit.priced_in(),
            covers_from: covers_to.checked_sub_days(Days::new(364)),
            covers_to: Some(covers_to),
            proof,
            key: self.stage.key()?,
        };
        record_baseline(&self.stage.market, &school.buyer, command).await
    }

    /// The provider of a deal that was met says that the first year's service runs.
    pub async fn deliver(&mut self, which: usize) -> Result<(), Failure> {
        let (market, plan) = (&self.stage.market, Self::plan_of(which)?);
        let known = providers(market, &self.cast.procurement).await?;
        let provider = known.into_iter().find(|provider| provider.name == plan.provider);
        let provider = provider.ok_or(Failure::NotFound)?.id;
        let name = self.people.next();
        let who = people::join(self.stage, &name, provider, Role::ProviderManager, None).await?;
        let manager = self.stage.become_person(who, provider).await?;
        // Lines of later years stand behind the first of each order.
        let mut first: Vec<LineOfOrder> = Vec::new();
        let mut page = market::db::PageAsked::default();
        loop {
            let asked = BookingsAsked { when: BookingsWhen::ToConfirm, page };
            let found = bookings(market, &manager, asked).await?;
            for booking in found.items {
                if first.iter().all(|line| line.order != booking.order) {
                    first.push(LineOfOrder { order: booking.order, line: booking.line });
                }
            }
            match found.next {
                Some(after) => page = market::db::PageAsked::after(Some(after)),
                None => break,
            }
        }
        for line in first {
            confirm_delivery(market, &manager, line).await?;
        }
        Ok(())
    }
}

const fn quantity(plan: &Plan, school: &School) -> u32 {
    match plan.unit {
        Unit::Pupil => school.is.pupils,
        Unit::Each => 1,
    }
}

/// Schools in their order, as many as stay below a pooled number of pupils, until it is as near as
/// wanted.
fn just_below(schools: &[Arc<School>], below: u64, near: u64) -> Vec<Arc<School>> {
    let mut pooled = 0;
    let mut joining = Vec::new();
    for school in schools {
        let with = pooled + u64::from(school.is.pupils);
        // Secondary schools would fill it with a handful.
        if with < below && school.is.pupils < 700 {
            pooled = with;
            joining.push(school.clone());
        }
        if pooled + near >= below {
            break;
        }
    }
    joining
}

/// A last invoice or bill.
struct Paper<'a> {
    school: &'a str,
    supplier: &'a str,
    title: &'a str,
    yearly: Net,
    quantity: u32,
}

impl Paper<'_> {
    fn pdf(&self) -> Upload {
        let lines = [
            format!("{} - INVOICE", self.supplier),
            "Made up for the Commonpool demo: no such firm, no such school.".to_owned(),
            String::new(),
            format!("To: {}", self.school),
            format!("For: {}, twelve months", self.title),
            format!("Quantity: {}", self.quantity),
            format!("Total excluding VAT: {}", self.yearly.pence()),
        ];
        let contents = Bytes::from(papers::pdf(&lines));
        Upload { name: format!("Last invoice {}.pdf", self.supplier), contents }
    }

    fn csv(&self) -> Upload {
        let mut text = "supplier,service,quantity,yearly excluding VAT,note\n".to_owned();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{},{},{},\"{}\",made up for the demo",
            self.supplier,
            self.title,
            self.quantity,
            self.yearly.pence()
        );
        Upload { name: "Spend last year.csv".to_owned(), contents: Bytes::from(text) }
    }
}
