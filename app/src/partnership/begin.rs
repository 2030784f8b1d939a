//! Founding a partnership, first page: its name, what it is like, where it works.

use domain::form::Reading;
use domain::partnership::Model;
use domain::school::Area;
use domain::text;
use domain::{Failure, Problem};
use leptos::prelude::*;

use super::draft;
use super::may_found;
use crate::parts::{
    Button, CheckboxesField, Choice, ErrorSummary, Form, Lead, RadiosField, TextField, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::partnership as words;

/// The page.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    if let Some(page) = may_found(&ask)? {
        return Ok(page.into());
    }
    let mut form = ask.query;
    if draft::model(&form).is_none() {
        form = Filled::of([("model", Model::StatutoryTraded.code())]);
    }
    Ok(page(Typed::fresh(form), Vec::new()).into())
}

/// Goes on to the schools, once the areas are clear.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    if let Some(page) = may_found(&ask)? {
        return Ok(page.into());
    }
    let mut reading = Reading::default();
    let name = reading.take("name", text::name(ask.form.get("name"), 120));
    let model = reading.take("model", draft::model(&ask.form).ok_or(Problem::Missing));
    let ticked = draft::areas(&ask.form);
    let found = if ticked.is_empty() { matching(ask.form.get("area")) } else { Vec::new() };
    let areas: Vec<&str> = match found.iter().map(Vec::as_slice).collect::<Vec<_>>().as_slice() {
        _ if !ticked.is_empty() => ticked.iter().map(text::LaCode::as_str).collect(),
        [] => Vec::new(),
        some if some.iter().all(|areas| areas.len() == 1) => {
            found.iter().flatten().map(|area| area.code.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let unclear: Vec<&'static Area> = found.iter().flatten().copied().collect();
    if areas.is_empty() {
        let problem =
            if ask.form.filled("area").is_none() { Problem::Missing } else { Problem::NotAnArea };
        reading.wrong(
            if unclear.is_empty() { "area" } else { "areas" },
            match unclear.len() {
                0 => problem,
                _ => Problem::NotAChoice,
            },
        );
    }
    match reading.finish(name.zip(model)) {
        Ok((name, model)) => {
            let mut fields = vec![("name", name.as_str()), ("model", model.code())];
            fields.extend(areas.iter().map(|code| ("areas", *code)));
            let query = serde_urlencoded::to_string(fields).unwrap_or_default();
            Ok(Answer::see_other(format!("/partnerships/new/schools?{query}")))
        }
        Err(problems) => {
            let offered = if ticked.is_empty() { unclear } else { all(&ticked) };
            Ok(page(Typed { form: ask.form, problems }, offered).into())
        }
    }
}

fn all(codes: &[text::LaCode]) -> Vec<&'static Area> {
    codes.iter().filter_map(Area::by_code).collect()
}

/// The areas that fit each part of what was typed: several may stand there with commas between.
/// A name that is exactly one area's is that one, though others begin alike.
fn matching(typed: &str) -> Vec<Vec<&'static Area>> {
    let whole = Area::matching(typed);
    if whole.len() == 1 {
        return vec![whole];
    }
    let parts = typed.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let found = Area::matching(part);
            let plain = text::plain_words(part);
            let exact = found.iter().find(|area| text::plain_words(area.name) == plain);
            exact.map_or(found.clone(), |area| vec![*area])
        })
        .filter(|found| !found.is_empty())
        .collect()
}

fn page(typed: Typed, offered: Vec<&'static Area>) -> Page {
    let shown = typed.clone();
    Page::new("Start a partnership", move || {
        let models = Model::ALL
            .iter()
            .map(|model| {
                let (name, hint) = words::model(*model);
                Choice::new(model.code(), name).hint(hint)
            })
            .collect();
        let areas: Vec<Choice> =
            offered.iter().map(|area| Choice::new(area.code.as_str(), area.name)).collect();
        let ticked: Vec<String> =
            shown.form.all("areas").into_iter().map(str::to_owned).collect();
        let choose = (!areas.is_empty()).then(|| {
            view! {
                <CheckboxesField name="areas" label="Areas that you mean" choices=areas values=ticked
                    error=shown.error("areas")/>
            }
        });
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title caption="Step 1 of 3" text="Start a partnership"/>
            <Lead>"Ten minutes, and everything can be changed afterwards."</Lead>
            <Form action="/partnerships/new">
                <TextField name="name" label="What is it called?" value=shown.value("name") error=shown.error("name")/>
                <TextField name="area" label="Which council areas does it work in?"
                    hint="For example, Redbridge. Several with commas between"
                    value=shown.value("area") error=shown.error("area")/>
                {choose}
                <RadiosField name="model" label="What is it like?" choices=models
                    value=shown.value("model") error=shown.error("model")/>
                <Button>"Show its schools"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<Vec<&'static str>> {
        let found = matching(typed);
        found.iter().map(|areas| areas.iter().map(|area| area.name).collect()).collect()
    }

    #[test]
    fn areas_are_clear_or_offered() {
        assert_eq!(names("redbridge"), [["Redbridge"]]);
        assert_eq!(names("Haringey, enfield"), [["Haringey"], ["Enfield"]]);
        assert_eq!(names("somerset"), [["Somerset"]], "an exact name is that area");
        assert_eq!(names("Bournemouth, Christchurch and Poole").len(), 1);
        assert!(names("derby")[0].len() == 1 && names("north")[0].len() > 3);
        assert!(names("Atlantis").is_empty());
    }
}
