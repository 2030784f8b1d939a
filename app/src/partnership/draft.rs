//! A partnership that is being founded: what has been typed on its way through the pages.

use domain::form::{Reading, choice, optional};
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, LineOfWork, Model, NewTier, TypedTier};
use domain::school::Area;
use domain::text::{self, Email, LaCode, Urn};
use domain::{Failure, Problem};
use market::partnership::{CreatePartnership, Director, Host};

use crate::web::Form;

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
