//! Services in words: states, phases, what can happen to them.

use domain::Pence;
use domain::market_rate::{
    Conversion, ConversionWorking, PriceRank, PublishedPrice, QuotedVat, Verdict,
};
use domain::service::{
    AgreementTerms, BookedBy, Cancellation, Event, MidYear, OpenWidth, PhaseServed, ServiceTerms,
    State, YearBegins, budget_line,
};
use domain::vat::ComparisonBasis;
use market::service::ImportedServices;

use super::{count, plural, plural_of, pounds};

/// Said of what a school's trust or federation has ordered already this year.
pub const TRUST_BUYS: &str = "Your trust already buys this";

/// How a service is booked, as staff choose it.
pub const fn booked_by(way: BookedBy) -> &'static str {
    match way {
        BookedBy::Days => "Days of people, from a calendar",
        BookedBy::Places => "Places at an event",
        BookedBy::Quantity => "So many hours, sessions or items",
        BookedBy::Agreement => "An agreement for a year",
        BookedBy::Ask => "Schools ask for it",
        BookedBy::Free => "Free: documents only, nothing to order",
    }
}

/// To whom a service is open besides its own partnership's schools.
pub const fn open_width(width: OpenWidth) -> &'static str {
    match width {
        OpenWidth::Nobody => "Only our own schools",
        OpenWidth::Partnerships => "Members of partnerships chosen by name",
        OpenWidth::Association => "Members of every partnership of the association",
    }
}

/// When the year of an agreement begins.
pub const fn year_begins(begins: YearBegins) -> &'static str {
    match begins {
        YearBegins::OwnYear => "With the school’s own financial year",
        YearBegins::January => "On 1 January",
        YearBegins::April => "On 1 April",
        YearBegins::September => "On 1 September",
    }
}

/// What an agreement costs in the middle of its year.
pub const fn mid_year(mid_year: MidYear) -> &'static str {
    match mid_year {
        MidYear::MonthsLeft => "For the months that are left",
        MidYear::WholeYear => "For the whole year",
    }
}

/// What holds for an agreement, in a line.
pub fn agreement(terms: AgreementTerms) -> String {
    let begins = match terms.begins {
        YearBegins::OwnYear => "A year, with your school’s financial year",
        YearBegins::January => "A year from 1 January",
        YearBegins::April => "A year from 1 April",
        YearBegins::September => "A year from 1 September",
    };
    let late = match terms.mid_year {
        MidYear::MonthsLeft => "Bought later, you pay for the months left",
        MidYear::WholeYear => "Bought later, it costs the same",
    };
    format!("{begins}. {late}.")
}

/// What a state is called.
pub const fn service_state(state: State) -> &'static str {
    match state {
        State::Draft => "Draft",
        State::InReview => "In review",
        State::Live => "On sale",
        State::Paused => "Paused",
        State::Retired => "Retired",
    }
}

/// What somebody does to a service, on a button.
pub const fn service_event(event: Event) -> &'static str {
    match event {
        Event::Submit => "Send to review",
        Event::SendBack => "Send back for changes",
        Event::Publish => "Put on sale",
        Event::Pause => "Pause",
        Event::Resume => "Put back on sale",
        Event::Retire => "Retire",
    }
}

/// A phase of school.
pub const fn phase_served(phase: PhaseServed) -> &'static str {
    match phase {
        PhaseServed::Nursery => "Nursery",
        PhaseServed::Primary => "Primary",
        PhaseServed::Secondary => "Secondary",
        PhaseServed::Special => "Special",
        PhaseServed::AlternativeProvision => "Alternative provision",
        PhaseServed::SixteenPlus => "Sixth form and college",
    }
}

/// The phases a service is for, in one line.
pub fn phases(phases: &[PhaseServed]) -> String {
    if phases.is_empty() {
        return "All phases".to_owned();
    }
    let names: Vec<&str> = phases.iter().map(|phase| phase_served(*phase)).collect();
    names.join(", ")
}

/// What cancelling costs.
pub fn cancelling(rule: &Cancellation) -> String {
    let free = match rule.free_days_before {
        0 => "Free until the day itself".to_owned(),
        days => format!("Free until {} before", plural(days.into(), "day", "days")),
    };
    match rule.late_charge.get() {
        0 => "Free at any time".to_owned(),
        10_000 => format!("{free}, then the whole price"),
        _ => format!("{free}, then {} of the price", rule.late_charge),
    }
}

/// How far ahead a school must book.
pub fn notice(days: u16) -> String {
    match days {
        0 => "Up to the day itself".to_owned(),
        days => format!("At least {} before", plural(days.into(), "day", "days")),
    }
}

/// The codes that a school keeps beside it: for its budget, and for notices.
pub fn codes(terms: &ServiceTerms) -> Vec<(&'static str, String)> {
    let line = terms.cfr.as_ref().and_then(budget_line);
    let cfr = terms.cfr.as_ref().map(|code| match line {
        Some(line) => format!("{code}, {}", line.name),
        None => code.to_string(),
    });
    let academies = line.and_then(|line| line.aar).map(str::to_owned);
    let cpv = terms.cpv.as_ref().map(ToString::to_string);
    let all = [("CFR", cfr), ("Academies’ return", academies), ("CPV", cpv)];
    all.into_iter().filter_map(|(name, code)| Some((name, code?))).collect()
}

/// How a price lies in the market.
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotEnoughData => "We call ours low or high once five are known.",
        Verdict::Below => "Three quarters of the prices we know are higher.",
        Verdict::Within => "The price lies in the middle half of those we know.",
        Verdict::Above => "Three quarters of the prices we know are lower.",
    }
}

/// Where a price stands among published ones: `lower than 7 of 10 prices`.
pub fn price_rank(rank: PriceRank) -> String {
    let all = plural_of(rank.all, "price", "prices");
    let of = |part: usize| {
        if part == rank.all { format!("all {all}") } else { format!("{} of {all}", count(part)) }
    };
    let same = rank.all.saturating_sub(rank.lower).saturating_sub(rank.higher);
    if same == rank.all {
        return format!("the same as {}", of(same));
    }
    let told = if rank.higher >= rank.lower {
        format!("lower than {}", of(rank.higher))
    } else {
        format!("higher than {}", of(rank.lower))
    };
    if same == 0 { told } else { format!("{told}, the same as {}", count(same)) }
}

/// The kind of a file, by what it was found to be when it was sent.
pub fn file_kind(content_type: &str) -> &'static str {
    let bare = content_type.split(';').next().unwrap_or(content_type);
    match bare {
        "application/pdf" => "PDF",
        "image/png" | "image/jpeg" => "Picture",
        "text/csv" => "CSV",
        "text/plain" => "Text",
        kind if kind.ends_with("spreadsheetml.sheet") => "Excel",
        kind if kind.ends_with("wordprocessingml.document") => "Word",
        _ => "File",
    }
}

/// How large a file is, as somebody on a telephone wants to know before opening it.
pub fn file_size(bytes: u64) -> String {
    match bytes.div_ceil(1_000) {
        kilobytes if kilobytes < 1_000 => format!("{kilobytes} kB"),
        kilobytes => format!("{}.{} MB", kilobytes / 1_000, kilobytes % 1_000 / 100),
    }
}

/// How a quoted amount stands towards VAT.
pub const fn quoted_vat(vat: QuotedVat) -> &'static str {
    match vat {
        QuotedVat::Excluded { .. } => "excluding VAT",
        QuotedVat::Included { .. } => "including VAT",
        QuotedVat::None => "without VAT",
        QuotedVat::NotSaid => "(VAT not said)",
    }
}

/// A conversion as its sum: `£14,500 ÷ 78 = £185.90`.
pub fn conversion_sum(working: &ConversionWorking) -> String {
    let ConversionWorking { multiplied_by, divided_by, .. } = *working;
    let times = if multiplied_by == 1 { String::new() } else { format!(" × {multiplied_by}") };
    let over = if divided_by == 1 { String::new() } else { format!(" ÷ {divided_by}") };
    format!("{}{times}{over} = {}", pounds(working.quoted), pounds(working.result))
}

/// One amount, or from one to another.
pub fn range(low: Pence, high: Pence) -> String {
    if low == high { pounds(low) } else { format!("{} to {}", pounds(low), pounds(high)) }
}

/// How a price was brought to ours: its side of VAT, then its unit, with the sums of both its ends.
pub fn how_compared(price: &PublishedPrice) -> String {
    let (low, high) = (price.converted.low_working, price.converted.high_working);
    let reason = conversion_reason(low.conversion);
    let unit = if low.multiplied_by == 1 && low.divided_by == 1 {
        reason
    } else if low.quoted == high.quoted {
        format!("{reason}: {}", conversion_sum(&low))
    } else {
        format!("{reason}: {}, {}", conversion_sum(&low), conversion_sum(&high))
    };
    match vat_step(price) {
        Some(step) => format!("{step}. {unit}"),
        None => unit,
    }
}

/// What was done about VAT, where anything was.
fn vat_step(price: &PublishedPrice) -> Option<String> {
    let quoted = range(price.quoted.low, price.quoted.high);
    let then = range(price.converted.low_working.quoted, price.converted.high_working.quoted);
    match (price.quoted.vat, price.converted.basis) {
        (QuotedVat::NotSaid, ComparisonBasis::Net) => Some(format!(
            "Nobody says whether VAT is in it, so it counts as if it were: {quoted} is {then} without VAT"
        )),
        (QuotedVat::NotSaid, ComparisonBasis::Gross) => {
            Some("Nobody says whether VAT is in it, so it counts as if it were".to_owned())
        }
        (QuotedVat::Included { .. }, ComparisonBasis::Net) => {
            Some(format!("{quoted} is {then} without VAT"))
        }
        (QuotedVat::Excluded { .. }, ComparisonBasis::Gross) => {
            Some(format!("{quoted} is {then} with VAT"))
        }
        (QuotedVat::Excluded { .. } | QuotedVat::None, ComparisonBasis::Net)
        | (QuotedVat::Included { .. } | QuotedVat::None, ComparisonBasis::Gross) => None,
    }
}

/// Why it was converted so.
pub fn conversion_reason(conversion: Conversion) -> String {
    match conversion {
        Conversion::SameUnit => "Quoted in the same unit".to_owned(),
        Conversion::SessionsPerDay { sessions } => {
            format!("A day holds {}", plural(sessions.into(), "session", "sessions"))
        }
        Conversion::HoursPerDay { minutes } => {
            let (hours, rest) = (minutes / 60, minutes % 60);
            let hours = plural(hours.into(), "hour", "hours");
            let rest = if rest == 0 { String::new() } else { format!(" {rest} minutes") };
            format!("A day holds {hours}{rest}")
        }
        Conversion::YearToDay { days_per_week, weeks } => format!(
            "A year holds {} a week in {}",
            plural(days_per_week.into(), "day", "days"),
            plural(weeks.into(), "week", "weeks")
        ),
        Conversion::Lengths { quoted_minutes, our_minutes } => {
            format!("{quoted_minutes} minutes quoted, {our_minutes} minutes here")
        }
    }
}

/// What became of a price list: `new 12, changed 3, unchanged 30, rejected 2`.
pub fn imported(done: &ImportedServices) -> String {
    let rejected = done.rejected.len();
    format!(
        "new {}, changed {}, unchanged {}, rejected {rejected}",
        done.new, done.changed, done.unchanged
    )
}

#[cfg(test)]
mod tests {
    use domain::BasisPoints;
    use domain::id::PricePointId;
    use domain::market_rate::{AsQuoted, MarketRate, Origin, PricePoint};
    use domain::price::Unit;

    use super::*;

    #[test]
    fn cancelling_is_said_in_one_line() {
        let usual = Cancellation::default();
        assert_eq!(cancelling(&usual), "Free until 7 days before, then the whole price");
        let half = Cancellation { late_charge: BasisPoints::new(5_000), ..usual };
        assert_eq!(cancelling(&half), "Free until 7 days before, then 50% of the price");
    }

    #[test]
    fn a_conversion_is_said_with_its_sum() {
        let yearly = Conversion::YearToDay { days_per_week: 2, weeks: 39 };
        let working = yearly.apply(Pence::pounds(14_500)).unwrap();
        assert_eq!(conversion_sum(&working), "£14,500 ÷ 78 = £185.90");
        assert_eq!(conversion_reason(yearly), "A year holds 2 days a week in 39 weeks");
        let hourly = Conversion::HoursPerDay { minutes: 390 };
        assert_eq!(conversion_reason(hourly), "A day holds 6 hours 30 minutes");
    }

    #[test]
    fn a_price_is_said_to_be_lower_or_higher_than_so_many_of_the_others() {
        let told = |lower, higher, all| price_rank(PriceRank { lower, higher, all });
        assert_eq!(told(3, 7, 10), "lower than 7 of 10 prices");
        assert_eq!(told(6, 3, 10), "higher than 6 of 10 prices, the same as 1");
        assert_eq!(told(2, 2, 4), "lower than 2 of 4 prices");
        assert_eq!(told(0, 5, 5), "lower than all 5 prices");
        assert_eq!(told(0, 0, 3), "the same as all 3 prices");
    }

    #[test]
    fn both_ends_of_a_range_have_their_working_and_an_unclear_vat_is_said() {
        let on = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let point = PricePoint {
            id: PricePointId::from_uuid("0193f3a1-c0de-7000-a1b2-c3d4e5f60718".parse().unwrap()),
            origin: Origin::Published {
                source_name: "A council".to_owned(),
                source_url: "https://council.example".to_owned(),
                published_on: None,
                seen_on: on,
                note: None,
            },
            quoted: AsQuoted {
                low: Pence::pounds(36),
                high: Pence::pounds(48),
                unit_words: "session".to_owned(),
                vat: QuotedVat::NotSaid,
            },
            conversion: Conversion::SessionsPerDay { sessions: 6 },
            unit: Unit::Day,
            on,
            phase: None,
            area: None,
        };
        let said = |basis| {
            let rate = MarketRate::of(std::slice::from_ref(&point), None, basis).unwrap();
            how_compared(&rate.published[0])
        };
        let net = said(ComparisonBasis::Net);
        assert!(
            net.contains("counts as if it were: £36 to £48 is £30 to £40 without VAT"),
            "{net}"
        );
        assert!(net.contains("£30 × 6 = £180, £40 × 6 = £240"), "{net}");
        let gross = said(ComparisonBasis::Gross);
        assert!(gross.contains("counts as if it were. A day holds 6 sessions: £36"), "{gross}");
        assert!(gross.contains("£48 × 6 = £288"), "{gross}");
    }

    #[test]
    fn a_file_says_what_it_is_and_how_large() {
        assert_eq!(file_kind("text/csv; charset=windows-1252"), "CSV");
        assert_eq!(file_kind("application/pdf"), "PDF");
        assert_eq!(file_size(1), "1 kB");
        assert_eq!(file_size(999_000), "999 kB");
        assert_eq!(file_size(2_460_000), "2.4 MB");
    }
}
