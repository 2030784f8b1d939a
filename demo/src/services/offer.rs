//! How the demo's services are written down.

/// A service to be put on sale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    /// What it is called.
    pub title: &'static str,
    /// The category's code.
    pub category: &'static str,
    /// Who delivers it.
    pub by: By,
    /// The unit's code.
    pub unit: &'static str,
    /// What it costs.
    pub price: Price,
    /// When the year of an agreement begins; empty for the school's own.
    pub year_begins: &'static str,
    /// The code of the reason for its VAT.
    pub vat: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// What a school gets.
    pub description: &'static str,
    /// What the price includes, a line each.
    pub included: &'static str,
    /// What it does not, a line each.
    pub not_included: &'static str,
    /// Codes of phases; none means all.
    pub phases: &'static [&'static str],
    /// Working days of notice.
    pub notice_days: &'static str,
    /// Who can be booked, where it is booked by the day.
    pub pool: &'static [Works],
    /// What others charge.
    pub elsewhere: &'static [Elsewhere],
    /// Whether it is on sale, or still being written.
    pub on_sale: bool,
}

impl Offer {
    /// What most services have in common.
    pub const USUAL: Self = Self {
        title: "",
        category: "",
        by: By::Partnership,
        unit: "",
        price: Price::each("", "", ""),
        year_begins: "",
        vat: "standard",
        summary: "",
        description: "",
        included: "",
        not_included: "",
        phases: &[],
        notice_days: "",
        pool: &[],
        elsewhere: &[],
        on_sale: true,
    };
}

/// Who delivers a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The partnership's own staff.
    Partnership,
    /// Another, by name.
    Provider(&'static str),
}

/// A price for full members, associates and others, in pounds; empty for none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Price {
    /// The code of the kind of price.
    pub kind: &'static str,
    /// For members, associates and others.
    pub rates: [&'static str; 3],
    /// The fixed part.
    pub base: [&'static str; 3],
    /// The least and the most a school pays.
    pub limits: [&'static str; 2],
    /// Size bands: the fewest pupils, and what members and others pay.
    pub bands: &'static [[&'static str; 3]],
    /// The share in per cent that the partnership pays of a member's price.
    pub paid: &'static str,
    /// How many a year a full membership includes.
    pub included: &'static str,
    /// What it is made of: the place of each component among all kinds, and its amount.
    pub made_of: &'static [(usize, &'static str)],
}

impl Price {
    /// So much for each.
    pub const fn each(member: &'static str, associate: &'static str, other: &'static str) -> Self {
        Self {
            kind: "per_unit",
            rates: [member, associate, other],
            base: ["", "", ""],
            limits: ["", ""],
            bands: &[],
            paid: "",
            included: "",
            made_of: &[],
        }
    }

    /// The same, of which the partnership pays a share in per cent.
    pub const fn paid(self, paid: &'static str) -> Self {
        Self { paid, ..self }
    }

    /// The same, of which a full membership includes so many a year.
    pub const fn after(self, included: &'static str) -> Self {
        Self { included, ..self }
    }

    /// So much for each, which is what these come to.
    pub const fn made_of(made_of: &'static [(usize, &'static str)]) -> Self {
        Self { made_of, ..Self::each("", "", "") }
    }

    /// So much for each pupil, and at least so much.
    pub const fn per_pupil(member: &'static str, other: &'static str, least: &'static str) -> Self {
        Self { kind: "per_pupil", limits: [least, ""], ..Self::each(member, "", other) }
    }

    /// A fixed part, and so much for each pupil.
    pub const fn base_and_pupils(base: [&'static str; 3], rates: [&'static str; 3]) -> Self {
        let [member, associate, other] = rates;
        Self { kind: "base_plus_per_pupil", base, ..Self::each(member, associate, other) }
    }

    /// A share in per cent of a value that the school states.
    pub const fn share(member: &'static str, other: &'static str) -> Self {
        Self { kind: "percentage", ..Self::each(member, "", other) }
    }

    /// By the size of the school.
    pub const fn by_size(bands: &'static [[&'static str; 3]]) -> Self {
        Self { kind: "size_bands", bands, ..Self::each("", "", "") }
    }
}

/// Somebody of a pool: their days of the week, and whether they came later than the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Works {
    /// The days of the week.
    pub days: &'static [&'static str],
    /// So many days after the pool began.
    pub after_days: u16,
}

/// From the first day on.
pub(crate) const fn works(days: &'static [&'static str]) -> Works {
    Works { days, after_days: 0 }
}

/// A price that somebody outside published, as it stands there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elsewhere {
    /// Who published it.
    pub source: &'static str,
    /// Where it can be read.
    pub url: &'static str,
    /// When it was published; empty where it does not say.
    pub published_on: &'static str,
    /// The amount, or the lower end.
    pub low: &'static str,
    /// The upper end, or nothing.
    pub high: &'static str,
    /// The unit in the source's words.
    pub unit: &'static str,
    /// Whether VAT is in it: `excluded`, `included`, `none`, or `not_said`.
    pub vat: &'static str,
    /// How it is brought to our unit.
    pub converted: Converted,
    /// What has to be known to read it right.
    pub note: &'static str,
}

/// How an outside price is brought to our unit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Converted {
    /// It is in our unit.
    Same,
    /// So many sessions in a day or half day.
    Sessions(&'static str),
    /// So many minutes of work in a day.
    Minutes(&'static str),
}

/// A price that we made up for the demo, and say so.
pub(crate) const fn illustrative(amount: &'static str, unit: &'static str) -> Elsewhere {
    Elsewhere {
        source: "Illustrative price, made up for this demo",
        url: "https://demo.example/illustrative-prices",
        published_on: "",
        low: amount,
        high: "",
        unit,
        vat: "excluded",
        converted: Converted::Same,
        note: "Nobody charges this: it stands for the prices that staff would look up.",
    }
}
