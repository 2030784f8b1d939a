//! A partnership that is being founded: what has been typed on its way through the pages.

use std::collections::HashSet;

use domain::form::{Reading, choice, optional};
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, LineOfWork, Model, NewTier, TypedTier};
use domain::school::Area;
use domain::text::{self, Email, LaCode, Urn};
use domain::{Failure, Problem};
use market::partnership::{CreatePartnership, Director, Host};
use market::school::AreaSchool;

use crate::web::Form;

/// The fields that one page of founding hands on to the next in its address, beside the schools.
const CARRIED: [&str; 16] = [
    "name",
    "model",
    "areas",
    "host",
    "host_email",
    "kind",
    "amount",
    "bands",
    "cap",
    "free_until-day",
    "free_until-month",
    "free_until-year",
    "lines",
    "invoice_prefix",
    "director",
    "director_email",
];
/// In an address: these schools and no others of the areas; or all of the areas but these. Whichever
/// is the shorter, so that a county with hundreds of schools has an address that any server takes.
const MEMBERS: &str = "members";
const ALL_BUT: &str = "all_but";
/// No answer that counts is longer: what is, was not read.
const LONGEST: usize = 4_000;

/// What was typed, as an address carries it. Reads back as [`carried`].
pub(super) fn query(form: &Form, of_areas: &[AreaSchool]) -> String {
    let known = form.pairs().filter(|(name, value)| {
        CARRIED.contains(name) && !value.is_empty() && value.len() <= LONGEST
    });
    let ticked: HashSet<&str> = form.all("schools").into_iter().collect();
    let (mut ticked, left): (Vec<&str>, Vec<&str>) =
        of_areas.iter().map(|school| school.urn.as_str()).partition(|urn| ticked.contains(urn));
    let schools = if left.len() < ticked.len() {
        (ALL_BUT, left.join("."))
    } else {
        ticked.sort_unstable();
        (MEMBERS, ticked.join("."))
    };
    let fields: Vec<(&str, &str)> = known.chain([(schools.0, schools.1.as_str())]).collect();
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

/// Whether an address carries answers of the second page on.
pub(super) fn is_carried(query: &Form) -> bool {
    query.pairs().any(|(name, _)| [MEMBERS, ALL_BUT].contains(&name))
}

/// What was typed, out of an address.
pub(super) fn carried(query: &Form, of_areas: &[AreaSchool]) -> Form {
    let known = query.pairs().filter(|(name, _)| CARRIED.contains(name));
    let but: HashSet<&str> = query.get(ALL_BUT).split('.').collect();
    let all_but = query.pairs().any(|(name, _)| name == ALL_BUT);
    let named: HashSet<&str> = query.get(MEMBERS).split('.').collect();
    let meant = |urn: &&str| if all_but { !but.contains(urn) } else { named.contains(urn) };
    // Whatever else an address names, a school of elsewhere would not be on the page.
    let schools = of_areas.iter().map(|school| school.urn.as_str()).filter(meant);
    Form::of(known.chain(schools.map(|urn| ("schools", urn))))
}

/// The model chosen; nothing where none was.
pub(super) fn model(form: &Form) -> Option<Model> {
    Model::from_code(form.get("model"))
}

/// The areas chosen by their codes.
pub(super) fn areas(form: &Form) -> Vec<LaCode> {
    let codes = form.all("areas");
    codes.into_iter().filter_map(|code| LaCode::parse(code).ok()).collect()
}

/// What it does, as ticked.
pub(super) fn lines_of_work(form: &Form) -> Vec<LineOfWork> {
    form.all("lines").into_iter().filter_map(LineOfWork::from_code).collect()
}

/// The names of areas, in a line.
pub(super) fn area_names(areas: &[LaCode]) -> String {
    let names: Vec<&str> = areas.iter().filter_map(Area::by_code).map(|area| area.name).collect();
    names.join(" and ")
}

/// The level that the first members join: what was typed, over what its model suggests.
pub(super) fn first_level(form: &Form, model: Model) -> TypedTier {
    let suggested = model.defaults().tiers.first().map(|tier| TypedTier::of(&tier.made()));
    let suggested = suggested.unwrap_or_default();
    let field = |name: &str| form.get(name).to_owned();
    TypedTier {
        kind: field("kind"),
        amount: field("amount"),
        bands: field("bands"),
        cap: field("cap"),
        free_until: form.date("free_until"),
        ..suggested
    }
}

/// The partnership that was typed.
///
/// # Errors
/// `Invalid` with everything that is wrong.
pub(super) fn read(form: &Form) -> Result<CreatePartnership, Failure> {
    let mut reading = Reading::default();
    let name = reading.take("name", text::name(form.get("name"), 120));
    let model = reading.take("model", choice(form.get("model"), Model::from_code));
    let areas = areas(form);
    if areas.is_empty() {
        reading.wrong("areas", Problem::Missing);
    }
    let lines = lines_of_work(form);
    if lines.is_empty() {
        reading.wrong("lines", Problem::Missing);
    }
    let tiers = model.and_then(|model| tiers(form, model, &mut reading));
    let prefix = reading.take("invoice_prefix", SellerPrefix::parse(form.get("invoice_prefix")));
    let host = host(form, model, &mut reading);
    let director = director(form, &mut reading);
    let schools = form.all("schools").into_iter().filter_map(|urn| Urn::parse(urn).ok()).collect();
    let create = (|| {
        let model = model?;
        let defaults = model.defaults();
        Some(CreatePartnership {
            name: name?,
            model,
            shape: defaults.shape,
            areas,
            lines_of_work: lines,
            tiers: tiers?,
            invoice_prefix: prefix?,
            host,
            schools,
            director: director?,
        })
    })();
    reading.finish(create).map_err(Failure::Invalid)
}

fn tiers(form: &Form, model: Model, reading: &mut Reading) -> Option<Vec<NewTier>> {
    let first = match first_level(form, model).read() {
        Ok(first) => first,
        Err(problems) => {
            reading.all_wrong(problems);
            return None;
        }
    };
    let others = model.defaults().tiers.into_iter().skip(1).map(|tier| tier.made());
    Some(std::iter::once(first).chain(others).collect())
}

/// The council that an informal partnership trades through; nobody for a company.
fn host(form: &Form, model: Option<Model>, reading: &mut Reading) -> Option<Host> {
    let informal = model.is_some_and(|model| model.defaults().shape == LegalShape::Informal);
    if !informal {
        return None;
    }
    let name = reading.take("host", text::name(form.get("host"), 120));
    let contact = reading.take("host_email", optional(Email::parse(form.get("host_email"))));
    name.zip(contact).map(|(name, contact)| Host { name, contact })
}

fn director(form: &Form, reading: &mut Reading) -> Option<Director> {
    match form.get("director") {
        "" | "myself" => Some(Director::Founder),
        _ => reading
            .take("director_email", Email::parse(form.get("director_email")))
            .map(Director::Invited),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once() {
        let form = Form::of([
            ("model", "collaboration"),
            ("kind", "flat"),
            ("amount", "lots"),
            ("director", "other"),
        ]);
        let Err(Failure::Invalid(problems)) = read(&form) else { panic!("not refused") };
        let fields: Vec<&str> = problems.iter().map(|found| found.field).collect();
        assert_eq!(
            fields,
            ["name", "areas", "lines", "amount", "invoice_prefix", "host", "director_email"]
        );
    }

    fn school(urn: &str) -> AreaSchool {
        AreaSchool {
            urn: Urn::parse(urn).unwrap(),
            name: "Lark Lane".to_owned(),
            kind: None,
            phase: None,
            area: None,
            pupils: None,
            is_school_in_the_act: None,
        }
    }

    #[test]
    fn what_was_typed_reads_back_from_an_address_that_names_the_fewer_schools() {
        let of_areas = ["100001", "100002", "100003", "100004", "100005"].map(school);
        let typed = |urns: &[&str]| {
            let fields = [("name", "Lark & Mill"), ("bands", "0: 1\n200: 2"), ("key", "k")];
            Form::of(fields.into_iter().chain(urns.iter().map(|urn| ("schools", *urn))))
        };
        for (ticked, said) in [
            (&["100001", "100002", "100003", "100004", "100005"][..], "all_but="),
            (&["100001", "100002", "100004"], "all_but=100003.100005"),
            (&["100005", "100001"], "members=100001.100005"),
            (&[], "members="),
        ] {
            let query = query(&typed(ticked), &of_areas);
            assert!(query.ends_with(&format!("&{said}")), "{query}");
            assert!(!query.contains("key"), "{query}");
            let read = Form::from_urlencoded(query.as_bytes());
            assert!(is_carried(&read));
            let back = carried(&read, &of_areas);
            let mut schools = back.all("schools");
            schools.sort_unstable();
            let mut wanted = ticked.to_vec();
            wanted.sort_unstable();
            assert_eq!(schools, wanted);
            assert_eq!((back.get("name"), back.get("bands")), ("Lark & Mill", "0: 1\n200: 2"));
        }
        assert!(!is_carried(&Form::of([("name", "Lark & Mill")])));
        let of_elsewhere = Form::of([("members", "100001.900001")]);
        assert_eq!(carried(&of_elsewhere, &of_areas).all("schools"), ["100001"]);
    }

    #[test]
    fn the_models_other_levels_come_along() {
        let form = Form::of([
            ("name", "Haringey Partnership"),
            ("model", "statutory_traded"),
            ("areas", "309"),
            ("areas", "308"),
            ("lines", "training"),
            ("lines", "governors"),
            ("kind", "per_pupil"),
            ("amount", "19"),
            ("invoice_prefix", "hep"),
            ("schools", "900001"),
        ]);
        let create = read(&form).unwrap();
        assert_eq!(create.tiers.len(), 2);
        assert_eq!((create.areas.len(), create.schools.len()), (2, 1));
        assert_eq!(create.lines_of_work, [LineOfWork::Training, LineOfWork::Governors]);
        assert_eq!(area_names(&create.areas), "Haringey and Enfield");
        assert_eq!(create.director, Director::Founder);
    }
}
