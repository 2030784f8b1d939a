//! Bringing in a price list: send the file, look at what would become of it, bring it in.

use ::market::listed::RowWrong;
use ::market::service::{
    ImportChoice, ImportedServices, PriceListRead, RowNoted, RowPlan, RowWill, import_services,
    preview_services, upload_price_list,
};
use domain::access::Action;
use domain::form::{choice, optional};
use domain::id::FileId;
use domain::vat::VatReason;
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, CheckboxesField, Choice, ColumnHead,
    Details, ErrorSummary, FileField, Form, Lead, Muted, Notice, NoticeKind, Section, SelectField,
    Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words::{self, plural};

/// Rows of the preview: enough to see that columns were understood.
const SHOWN: usize = 50;

/// Asks for the file.
pub async fn choose(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?.permit_own(Action::ManageServices)?;
    Ok(choose_page(Typed::default(), Vec::new()).into())
}

/// Keeps the file, and goes on to look at it.
pub async fn send(ask: Ask) -> Result<Answer, Failure> {
    match upload_price_list(ask.market(), ask.actor()?, ask.form.file("file")).await {
        Ok(list) => Ok(Answer::see_other(format!("/services/import/{list}"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(choose_page(typed, Vec::new()).into())
        }
    }
}

fn choose_page(typed: Typed, missing: Vec<FieldProblem>) -> Page {
    let shown = typed.clone();
    let failed = !missing.is_empty();
    let page = Page::new("Bring in a price list", move || {
        let columns: Vec<String> =
            missing.iter().map(|one| one.field.replace('_', " ")).collect();
        view! {
            <BackLink href="/services" text="Back to services"/>
            <ErrorSummary errors=shown.summary()/>
            {failed.then(|| view! {
                <Notice kind=NoticeKind::Refused title=format!("The first row has no column for: {}", columns.join(", "))>
                    <p>"Name the columns in the first row of the file, and send it again."</p>
                </Notice>
            })}
            <Title text="Bring in a price list"/>
            <Lead>"Your spreadsheet, one service on each row. Nothing is changed before you have seen what would be."</Lead>
            <Form action="/services/import" multipart=true>
                <FileField name="file" label="The price list" hint="An Excel workbook (.xlsx) or a CSV file, up to 10 MB" accept=".xlsx,.csv"
                    error=shown.error("file")/>
                <Button>"Look at the list"</Button>
            </Form>
            <p><TextLink href="/services/catalogue.csv">"Download your catalogue in these columns (CSV)"</TextLink>", to change it and bring it in again."</p>
            <Details summary="What the columns can be called">
                <p>"Needed: title, category, price. Understood as well: description, provider, unit, associate price, non-member price, booked, capacity. Any order will do, and other columns are passed over."</p>
                <p>"Booked says what a school does to have it: days, places, quantity, agreement, ask or free. Left empty, it follows from the unit."</p>
                <p>"Of a price: price by (per unit, per pupil, fixed part plus per pupil, size bands, flat, percentage, per staff), other member price, fixed part (also associate, non-member and other member fixed part), minimum, maximum, included a year, associate included a year, partnership pays percent, partnership pays at most, partnership pays until. Less from holds a number and what each costs less from it on: 10: 5; 20: 8. Size bands holds the fewest pupils of each band, 0; 201, and the prices hold one for each band, 500; 900."</p>
                <p>"What the list has no column for stays as it is. An emptied cell takes away. Prices from a later day and what a price is made of stand in no column: change them on the page of the service."</p>
                <p>"A price may say what it is for: price per day, day rate, price per pupil. Of a workbook the first sheet that holds something is read, as you see it there."</p>
            </Details>
        }
    })
    .with_form(&typed);
    if failed { page.status(422) } else { page }
}

/// Shows what would become of the list.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    let list: FileId = ask.part("file")?;
    match preview_services(ask.market(), ask.actor()?, list).await {
        Ok(read) => Ok(check_page(list, read, Typed::default()).into()),
        Err(Failure::Invalid(problems)) => {
            let about_file: Vec<FieldProblem> =
                problems.iter().filter(|one| one.field == "file").cloned().collect();
            let missing =
                problems.into_iter().filter(|one| one.problem == Problem::ColumnMissing).collect();
            let typed = Typed { problems: about_file, ..Typed::default() };
            Ok(choose_page(typed, missing).into())
        }
        Err(other) => Err(other),
    }
}

fn check_page(list: FileId, read: PriceListRead, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Check the price list", move || {
        let count = |will: RowWill| read.rows.iter().filter(|row| row.will == will).count();
        let told = [
            (count(RowWill::Add), "to add"),
            (count(RowWill::Change), "to change"),
            (count(RowWill::Keep), "as they are"),
            (read.wrong.len(), "that cannot be used"),
        ];
        let told: Vec<String> =
            told.iter().map(|(count, words)| format!("{count} {words}")).collect();
        let open = read.rows.iter().filter(|row| row.vat_is_open()).count();
        let more = read.rows.len().saturating_sub(SHOWN);
        let rows = read.rows.iter().take(SHOWN).map(row).collect();
        let usable = !read.rows.is_empty();
        view! {
            <BackLink href="/services/import" text="Choose another file"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Check the price list"/>
            <Lead>{format!("Services: {}.", told.join(", "))}</Lead>
            {wrong(&read.wrong)}
            {usable.then(|| view! { {bring_in_form(list, open, &shown)} })}
            <Section id="rows" title="What was read">
                <Table caption="Services in the list, prices excluding VAT" quiet_caption=true columns=columns() rows/>
                {(more > 0).then(|| view! { <Muted>{format!("And {more} more.")}</Muted> })}
            </Section>
        }
    })
    .with_form(&typed)
}

fn bring_in_form(list: FileId, open: usize, typed: &Typed) -> impl IntoView + use<> {
    let reasons =
        std::iter::once(Choice::new("", "Leave them as drafts, to be answered one by one"))
            .chain(
                VatReason::ALL
                    .iter()
                    .map(|one| Choice::new(one.code(), words::vat::vat_reason(*one))),
            )
            .collect();
    let vat = (open > 0).then(|| {
        let hint = format!(
            "For {} the law leaves the answer to who delivers. Used only where it is one of the possible answers.",
            plural(u64::try_from(open).unwrap_or(0), "service", "services")
        );
        view! { <SelectField name="vat" label="VAT, where it has to be answered" hint choices=reasons error=typed.error("vat")/> }
    });
    let now = vec![Choice::new("yes", "Put services whose VAT is settled on sale at once")];
    view! {
        <Form action=format!("/services/import/{list}")>
            {vat}
            <CheckboxesField name="on_sale" label="On sale" choices=now values=vec!["yes".to_owned()]/>
            <Button>"Bring in the list"</Button>
        </Form>
    }
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Service"),
        ColumnHead::words("Category"),
        ColumnHead::words("Provider"),
        ColumnHead::words("Members pay"),
        ColumnHead::words("What happens"),
    ]
}

fn row(row: &RowPlan) -> TableRow {
    let happens = match row.will {
        RowWill::Add => "Added",
        RowWill::Change => "Changed",
        RowWill::Keep => "Stays as it is",
    };
    let parts = words::parts_outside(&row.kept, &row.lost);
    let happens = match parts {
        Some(told) => format!("{happens}. {told}"),
        None => happens.to_owned(),
    };
    TableRow::new(vec![
        row.terms.title.clone().into(),
        row.terms.category.label().into(),
        row.provider_name().into(),
        words::price::rule_in_words(&row.terms.price, row.terms.unit).into(),
        happens.into(),
    ])
}

/// The rows that cannot be used, by line and column.
fn wrong(rows: &[RowWrong]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let table = rows
        .iter()
        .take(SHOWN)
        .map(|row| {
            TableRow::new(vec![format!("Line {}", row.line).into(), words::row_wrong(row).into()])
        })
        .collect();
    let more = rows.len().saturating_sub(SHOWN);
    let categories = words::categories_where_needed(rows);
    Some(
        view! {
            <Section id="wrong" title="Rows that cannot be used">
                <Table caption="Rows that cannot be used" quiet_caption=true rows=table
                    columns=vec![ColumnHead::words("Line"), ColumnHead::words("What to put right")]/>
                {(more > 0).then(|| view! { <Muted>{format!("And {more} more.")}</Muted> })}
                {categories.map(|told| view! { <p>{told}</p> })}
            </Section>
        }
        .into_any(),
    )
}

/// Parts of prices of which the list says nothing, by line.
fn noted(rows: &[RowNoted]) -> Option<AnyView> {
    let table: Vec<TableRow> = rows
        .iter()
        .take(SHOWN)
        .filter_map(|row| {
            let told = words::parts_outside(&row.kept, &row.lost)?;
            let line = format!("Line {}, {}", row.line, row.title);
            Some(TableRow::new(vec![line.into(), told.into()]))
        })
        .collect();
    let more = rows.len().saturating_sub(SHOWN);
    (!table.is_empty()).then(|| {
        let columns = vec![ColumnHead::words("Service"), ColumnHead::words("Not in the list")];
        view! {
            <Section id="noted" title="Parts of prices that are not in the list">
                <Table caption="Parts of prices that are not in the list" quiet_caption=true columns rows=table/>
                {(more > 0).then(|| view! { <Muted>{format!("And {more} more.")}</Muted> })}
            </Section>
        }
        .into_any()
    })
}

/// Brings the list in, and says what became of it.
pub async fn bring_in(ask: Ask) -> Result<Answer, Failure> {
    let list: FileId = ask.part("file")?;
    let actor = ask.actor()?;
    let vat = optional(choice(ask.form.get("vat"), VatReason::from_code));
    let imported = match vat {
        Ok(vat) => {
            let choice = ImportChoice { on_sale: ask.form.has("on_sale", "yes"), vat };
            import_services(ask.market(), actor, list, choice).await
        }
        Err(problem) => Err(Failure::field("vat", problem)),
    };
    match imported {
        Ok(done) => Ok(done_page(done).into()),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let read = preview_services(ask.market(), actor, list).await?;
            Ok(check_page(list, read, typed).into())
        }
    }
}

fn done_page(done: ImportedServices) -> Page {
    Page::new("The price list is in", move || {
        let services = |count: usize, what: &str| {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            (count > 0).then(|| format!("{} {what}.", plural(count, "service", "services")))
        };
        let rows = u64::try_from(done.rejected.len()).unwrap_or(u64::MAX);
        let rows =
            (rows > 0).then(|| format!("{} could not be used.", plural(rows, "row", "rows")));
        let told = [
            services(done.new, "added"),
            services(done.changed, "changed"),
            services(done.unchanged, "as before"),
            rows,
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        let drafts = done.not_on_sale;
        view! {
            <Title text="The price list is in"/>
            <Lead>{told.join(" ")}</Lead>
            {(drafts > 0).then(|| view! {
                <p>{plural(u64::try_from(drafts).unwrap_or(u64::MAX), "of them is", "of them are")}" not on sale yet: settle the VAT first."</p>
            })}
            {noted(&done.noted)}
            {wrong(&done.rejected)}
            <Actions>
                <ButtonLink href="/services">"See all services"</ButtonLink>
                <ButtonLink href="/members" kind=ButtonKind::Secondary>"See what one school pays"</ButtonLink>
            </Actions>
        }
    })
}
