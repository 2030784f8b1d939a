//! The document that comes after the sentence.

use domain::money::grouped;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::baseline::{AddDocument, Baseline, add_document, baseline};

use super::fields;
use crate::parts::{BackLink, Button, ErrorSummary, Form, Lead, SummaryList, SummaryRow, Title};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

const LIST: &str = "/what-you-pay";

/// The statement of the address. Another school's is not there.
async fn stated(ask: &Ask) -> Result<Baseline, Failure> {
    baseline(ask.market(), ask.actor()?, ask.part("baseline")?).await
}

/// Asks for it. Where there is one already, it stays.
pub async fn ask_for(ask: Ask) -> Result<Answer, Failure> {
    let stated = stated(&ask).await?;
    if stated.file.is_some() {
        return Ok(Answer::see_other(LIST));
    }
    Ok(page(stated, Typed::default(), ask.form_key()).into())
}

/// Adds it.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    let stated = stated(&ask).await?;
    let document = ask.form.file("evidence");
    let added = match document.ok_or_else(|| Failure::field("evidence", Problem::Missing)) {
        Ok(document) => {
            let add = AddDocument { baseline: stated.id, document, key: ask.form.key()? };
            add_document(ask.market(), ask.actor()?, add).await
        }
        Err(failure) => Err(failure),
    };
    match added {
        Ok(()) => Ok(Answer::see_other(LIST)),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(page(stated, typed, ask.form_key()).into())
        }
    }
}

fn page(stated: Baseline, typed: Typed, key: String) -> Page {
    let shown = typed.clone();
    let page = Page::new("Add the document", move || {
        let quantity = grouped(u64::from(stated.quantity));
        let rows = vec![
            SummaryRow::new("Who you pay", stated.supplier.clone()),
            SummaryRow::new(
                "A year",
                format!(
                    "{} excluding VAT, for {quantity} {}",
                    words::pounds(stated.yearly.pence()),
                    stated.unit.label_for(stated.quantity)
                ),
            ),
            SummaryRow::new("You wrote", stated.note.clone().unwrap_or_default()),
        ];
        let action = format!("/what-you-pay/{}/document", stated.id);
        view! {
            <BackLink href=LIST text="What you pay now"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=stated.category.label() text="Add the document"/>
            <Lead>"It must show these figures: they stay as they are. Savings that rest on them then count as agreed."</Lead>
            <SummaryList rows/>
            <Form action key multipart=true>
                {fields::document(&shown, "")}
                <Button>"Add the document"</Button>
            </Form>
        }
    });
    page.with_form(&typed)
}
