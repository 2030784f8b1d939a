//! What is wanted of a service as the lines of an order, each with its price for one school.

use chrono::NaiveDate;
use domain::calendar::{FinancialYear, day_in_words, short_day};
use domain::capacity::{Half, Slot};
use domain::id::{EventId, OrderId};
use domain::price::{self, Buyer, Quote, Taken, Unit, Working};
use domain::saving::Counted;
use domain::service::{AgreementPart, BookedBy, share_by_months};
use domain::{Failure, Net, Problem, Refusal};

use super::sale::Sale;
use super::used::said_of;
use super::wanted::Wanted;

/// What one line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFor {
    /// A day of somebody, or half of one.
    Day(Slot),
    /// So many hours, sessions or things.
    Quantity {
        /// From when, if the school has a wish.
        wished_on: Option<NaiveDate>,
        /// A note to whoever delivers.
        note: Option<String>,
    },
    /// Places at an event.
    Places(PlacesFor),
    /// The part of an agreement that lies in one financial year of the school.
    Agreement(AgreementPart),
}

/// An event at which places are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesFor {
    /// Which.
    pub event: EventId,
    /// What it is called.
    pub title: String,
    /// Its first day.
    pub first_on: NaiveDate,
    /// Its last day.
    pub last_on: NaiveDate,
}

/// A line with its price for the school.
#[derive(Debug, Clone)]
pub(super) struct PricedLine {
    pub what: LineFor,
    pub quantity: u32,
    pub unit_net: Net,
    pub net: Net,
    pub working: Working,
    /// The order of the package that it is taken from, where it is.
    pub package: Option<OrderId>,
}

impl PricedLine {
    /// The first and the last day that it is for; none for what is bound to no day.
    pub const fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        match &self.what {
            LineFor::Day(slot) => Some((slot.day, slot.day)),
            LineFor::Agreement(part) => Some((part.first_on, part.last_on)),
            LineFor::Places(places) => Some((places.first_on, places.last_on)),
            LineFor::Quantity { .. } => None,
        }
    }

    /// The day on which it counts: its first, the one wished for, or today.
    pub fn counts_on(&self, today: NaiveDate) -> NaiveDate {
        match &self.what {
            LineFor::Quantity { wished_on, .. } => wished_on.unwrap_or(today),
            LineFor::Day(_) | LineFor::Places(_) | LineFor::Agreement(_) => {
                self.span().map_or(today, |(first, _)| first)
            }
        }
    }

    /// How much of a school's earlier spend it takes the place of.
    pub fn counted(&self, today: NaiveDate, year: FinancialYear) -> Counted {
        match &self.what {
            LineFor::Agreement(part) => {
                Counted::Contract { first_on: part.first_on, last_on: part.last_on }
            }
            LineFor::Day(_) | LineFor::Places(_) | LineFor::Quantity { .. } => Counted::Units {
                on: self.counts_on(today),
                year_starts_on: year.first_on(),
                quantity: self.quantity,
            },
        }
    }

    /// What the invoice will say of it, with what the partnership pays.
    pub fn description(&self, title: &str) -> Result<String, Failure> {
        let a_year = matches!(self.what, LineFor::Agreement(_));
        Ok(format!("{}{}", self.subject(title), said_of(&self.working, a_year)?))
    }

    fn subject(&self, title: &str) -> String {
        match &self.what {
            LineFor::Day(slot) => format!("{title}, {}", slot.in_words()),
            LineFor::Quantity { .. } => title.to_owned(),
            LineFor::Places(places) => {
                format!("{}, {}", places.title, day_in_words(places.first_on))
            }
            LineFor::Agreement(part) => {
                let span = format!("{} to {}", short_day(part.first_on), short_day(part.last_on));
                let months = match part.months {
                    12 => String::new(),
                    1 => " (1 month)".to_owned(),
                    months => format!(" ({months} months)"),
                };
                format!("{title}, {span}{months}")
            }
        }
    }
}

/// What is taken from a package costs nothing.
fn free(what: LineFor, taken: Taken) -> PricedLine {
    PricedLine {
        what,
        quantity: taken.count,
        unit_net: Net::default(),
        net: Net::default(),
        working: taken.working,
        package: Some(taken.order),
    }
}

impl Sale {
    /// Prices what is wanted: a line for each day, for each financial year of an agreement, or one
    /// for all; what is taken from a package is a line of its own.
    ///
    /// # Errors
    /// `Refused` with `BookedOtherwise` or `NotSoldByTheDay` where it is booked in another way;
    /// `TooSoon`, `YearNotOpen`, or what speaks against a price.
    pub(super) fn price(&self, wanted: &Wanted) -> Result<Vec<PricedLine>, Failure> {
        match (wanted, self.booked) {
            (Wanted::Stated { of, .. }, _) => self.price(of),
            (Wanted::Days(_), BookedBy::Days) if self.terms.unit == Unit::HalfDay => {
                Err(Refusal::HalfNotChosen.into())
            }
            (Wanted::Days(days), BookedBy::Days) if self.pool.is_some() => self.days(None, days),
            (Wanted::HalfDays { half, days }, BookedBy::Days)
                if self.pool.is_some() && self.terms.unit == Unit::HalfDay =>
            {
                self.days(Some(*half), days)
            }
            (Wanted::Days(_) | Wanted::HalfDays { .. }, _) => Err(Refusal::NotSoldByTheDay.into()),
            (Wanted::Quantity { count, wished_on, note }, BookedBy::Quantity) => {
                self.so_many(*count, *wished_on, note.as_deref())
            }
            (Wanted::Places { count, .. }, BookedBy::Places) => self.places(*count),
            (Wanted::Agreement { year }, BookedBy::Agreement) => {
                let renewed = self.renews.filter(|renewed| renewed == year);
                let renewed = renewed.and_then(|year| self.year_beginning(year));
                let open = self.years().into_iter().find(|open| open.first_on() == *year);
                self.agreement(renewed.or(open).ok_or(Refusal::YearNotOpen)?)
            }
            (Wanted::Quantity { .. } | Wanted::Places { .. } | Wanted::Agreement { .. }, _) => {
                Err(Refusal::BookedOtherwise.into())
            }
        }
    }

    fn buyer(&self) -> Buyer {
        let stated = self.stated.as_ref().map(|figure| figure.stated);
        Buyer { standing: self.standing, pupils: self.school.pupils, stated }
    }

    fn quote(&self, quantity: u32, on: NaiveDate) -> Result<Quote, Refusal> {
        let used = self.used.in_year_of(on);
        let mut quote = price::quote_after(&self.terms.price, self.buyer(), used, quantity, on)?;
        if quote.working.stated().is_some() {
            quote.working.stated_from = self.stated.as_ref().map(|figure| figure.from.clone());
        }
        Ok(quote)
    }

    /// Prices each day by the prices that hold on it, after what the school has used already.
    fn days(&self, half: Option<Half>, days: &[NaiveDate]) -> Result<Vec<PricedLine>, Failure> {
        for day in days {
            self.notice().check(*day, self.today)?;
        }
        let mut packages = self.packages.clone();
        let mut lines = Vec::with_capacity(days.len());
        let mut beyond = Vec::new();
        for day in days {
            let taken = packages.take(self.standing, *day, 1);
            if taken.is_empty() {
                beyond.push(*day);
            }
            lines.extend(
                taken.into_iter().map(|taken| free(LineFor::Day(Slot { day: *day, half }), taken)),
            );
        }
        let quotes = price::quote_days(&self.terms.price, self.buyer(), &beyond, &self.used)?;
        let line = |(day, quote): (&NaiveDate, Quote)| PricedLine {
            what: LineFor::Day(Slot { day: *day, half }),
            quantity: 1,
            unit_net: quote.unit_price.unwrap_or(quote.net),
            net: quote.net,
            working: quote.working,
            package: None,
        };
        lines.extend(beyond.iter().zip(quotes).map(line));
        lines.sort_by_key(|line| line.counts_on(self.today));
        Ok(lines)
    }

    /// So many of something on a day: a line for what each package has left, and one for what goes
    /// beyond that.
    fn counted(
        &self,
        what: &LineFor,
        (count, on): (u32, NaiveDate),
    ) -> Result<Vec<PricedLine>, Failure> {
        let taken = self.packages.clone().take(self.standing, on, count);
        let beyond = taken.iter().fold(count, |left, taken| left.saturating_sub(taken.count));
        let mut lines: Vec<_> = taken.into_iter().map(|taken| free(what.clone(), taken)).collect();
        if beyond > 0 {
            let quote = self.quote(beyond, on)?;
            let each = quote.net.pence().fraction(1, i64::from(beyond))?;
            lines.push(PricedLine {
                what: what.clone(),
                quantity: beyond,
                unit_net: quote.unit_price.unwrap_or(Net(each)),
                net: quote.net,
                working: quote.working,
                package: None,
            });
        }
        Ok(lines)
    }

    /// So many, at the price of the day from which they are wished for, or of today.
    fn so_many(
        &self,
        count: u32,
        wished_on: Option<NaiveDate>,
        note: Option<&str>,
    ) -> Result<Vec<PricedLine>, Failure> {
        let earliest = self.notice().earliest(self.today);
        if wished_on.is_some_and(|day| day < earliest) {
            return Err(Failure::field("wished_on", Problem::TooEarly { earliest }));
        }
        let what = LineFor::Quantity { wished_on, note: note.map(str::to_owned) };
        self.counted(&what, (count, wished_on.unwrap_or(self.today)))
    }

    /// So many places, at the price of the first day of the event.
    fn places(&self, count: u32) -> Result<Vec<PricedLine>, Failure> {
        let event = self.event.as_ref().ok_or(Refusal::BookedOtherwise)?;
        let what = LineFor::Places(PlacesFor {
            event: event.id,
            title: event.title.clone(),
            first_on: event.first_on,
            last_on: event.last_on,
        });
        self.counted(&what, (count, event.first_on))
    }

    /// The years that can be ordered today.
    pub fn years(&self) -> Vec<FinancialYear> {
        self.terms.agreement.years(self.school.kept_year(), self.today)
    }

    /// The year of an agreement that begins on a day for the school, where one does.
    pub fn year_beginning(&self, begins_on: NaiveDate) -> Option<FinancialYear> {
        self.terms.agreement.year_beginning(self.school.kept_year(), begins_on)
    }

    /// What it costs in all, excluding VAT, and how the first line of it was worked out.
    ///
    /// # Errors
    /// As [`Sale::price`].
    pub fn net_of(&self, wanted: &Wanted) -> Result<(Net, Option<Working>), Failure> {
        let lines = self.price(wanted)?;
        let net = Net::total(lines.iter().map(|line| line.net))?;
        Ok((net, lines.into_iter().next().map(|line| line.working)))
    }

    /// What a number of it costs by the prices of a day, after what the school has used in that year:
    /// for what is planned and not ordered.
    ///
    /// # Errors
    /// What speaks against a price.
    pub fn estimate(&self, quantity: u32, on: NaiveDate) -> Result<Quote, Refusal> {
        self.quote(quantity, on)
    }

    /// An agreement for a year: what it costs from today on, billed by the school's own years.
    pub(super) fn agreement(&self, year: FinancialYear) -> Result<Vec<PricedLine>, Failure> {
        let terms = self.terms.agreement;
        let parts = terms.parts(year, self.school.kept_year(), self.today);
        let on = parts.first().map_or(self.today, |part| part.first_on);
        let whole = self.quote(self.a_year()?, on)?;
        let charged = terms.charged(whole.net, year, self.today)?;
        let shares = share_by_months(charged, &parts)?;
        let lines = parts.into_iter().zip(shares).map(|(part, net)| PricedLine {
            what: LineFor::Agreement(part),
            quantity: 1,
            unit_net: net,
            net,
            working: whole.working.clone(),
            package: None,
        });
        Ok(lines.collect())
    }

    /// How many units a year of an agreement is.
    pub fn a_year(&self) -> Result<u32, Refusal> {
        self.terms.units_a_year(self.school.pupils)
    }
}
