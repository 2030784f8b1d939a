//! Finding a school.

use domain::Failure;
use domain::school::{Area, Phase, Standing};
use domain::text::LaCode;
use leptos::prelude::*;
use market::school::{FindSchools, FoundSchool, find_schools};

use crate::parts::{
    Choice, Column, Columns, ColumnsKind, EmptyState, Filters, Lead, Muted, Pagination, Row, Rows,
    SelectField, Tag, TagKind, TextField, TextKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form, Page};
use crate::words::school as words;

/// The search and what it found.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let find = sought(&ask.query);
    let found = find_schools(ask.market(), &find, &ask.page()).await?;
    // The whole register is for those whom we know.
    let csv = ask.viewer.signed_in().map(|_| csv_address("/schools.csv", &ask.query));
    let next =
        found.next.as_deref().map(|key| format!("/schools?{}", ask.query.with("after", key)));
    let page = Page::new("Find a school", move || {
        let area = find.area.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default();
        let results = if found.items.is_empty() {
            view! {
                <EmptyState title="No school found">
                    <p>"Try part of the name, the postcode or the URN: six digits, on every letter from the Department for Education."</p>
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <Rows>{found.items.into_iter().map(row).collect_view()}</Rows> }.into_any()
        };
        view! {
            <Title text="Find a school"/>
            <Lead>"Every school of the national register that has been brought in, on Commonpool or not yet."</Lead>
            <Columns kind=ColumnsKind::SideMain>
                <Column>
                    <Filters action="/schools">
                        <TextField name="q" label="Name, postcode or URN" kind=TextKind::Search value=find.words/>
                        <SelectField name="area" label="Council area" choices=areas() value=area/>
                    </Filters>
                </Column>
                <Column>
                    {results}
                    <Pagination label="Schools" next=next.unwrap_or_default()/>
                    {csv.map(|csv| view! { <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted> })}
                </Column>
            </Columns>
        }
    });
    Ok(page.into())
}

/// What the address looks for.
pub(super) fn sought(query: &Form) -> FindSchools {
    let area = LaCode::parse(query.get("area")).ok();
    FindSchools { words: query.get("q").to_owned(), area }
}

fn areas() -> Vec<Choice> {
    let all = Area::all().iter().map(|area| Choice::new(area.code.as_str(), area.name));
    std::iter::once(Choice::new("", "All of England")).chain(all).collect()
}

/// A school among others.
pub(crate) fn row(school: FoundSchool) -> impl IntoView {
    let kind = words::kind(school.kind, school.kind_as_written.as_deref());
    let mut facts = vec![kind];
    let phase = school.phase.filter(|phase| *phase != Phase::NotApplicable);
    facts.extend(phase.map(|phase| words::phase(phase).to_owned()));
    facts.extend(school.area);
    facts.push(format!("URN {}", school.urn));
    let (mark, text) = match (school.standing, school.here) {
        (Standing::Closed, _) => (TagKind::Bad, "Closed"),
        (_, true) => (TagKind::Good, "On Commonpool"),
        (_, false) => (TagKind::Plain, "Not here yet"),
    };
    let tag = view! { <Tag kind=mark text=text/> }.into_any();
    view! {
        <Row href=format!("/schools/{}", school.urn) title=school.name text=school.place.join(", ")
            meta=facts tag=tag/>
    }
}
