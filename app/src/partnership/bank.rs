//! Where schools pay: the account, confirmed by a second person once one holds.

use domain::Failure;
use domain::access::Action;
use domain::partnership::Bank;
use leptos::prelude::*;
use market::partnership::{change_bank, partnership};

use crate::parts::{
    BackLink, Binding, Button, ErrorSummary, Form, Hidden, TextField, Title, Width,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?.permit_own(Action::ManageBank)?;
    let found = partnership(ask.market(), ask.actor()?).await?;
    let version = found.version.to_string();
    let bank = found.bank.as_ref();
    let field = |of: fn(&Bank) -> &String| bank.map_or("", |bank| of(bank).as_str());
    let form = Filled::of([
        ("version", version.as_str()),
        ("bank_name", field(|bank| &bank.name)),
        ("bank_sort_code", field(|bank| &bank.sort_code)),
        ("bank_account", field(|bank| &bank.account)),
    ]);
    Ok(page(bank.is_some(), Typed::fresh(form)).into())
}

/// Says where schools pay.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let form = &ask.form;
    // A version nobody ever had is refused as changed meanwhile.
    let version = form.get("version").parse().unwrap_or(0);
    let [name, sort_code, account] =
        ["bank_name", "bank_sort_code", "bank_account"].map(|field| form.get(field));
    let done = match Bank::read(name, sort_code, account) {
        Ok(bank) => change_bank(ask.market(), ask.actor()?, version, bank).await,
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match done {
        Ok(_) => Ok(Answer::see_other("/partnership")),
        Err(failure) => {
            let found = partnership(ask.market(), ask.actor()?).await?;
            Ok(page(found.bank.is_some(), Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn page(is_change: bool, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Where schools pay", move || {
        let field = |name: &'static str| (shown.value(name), shown.error(name));
        let (name, name_error) = field("bank_name");
        let (sort, sort_error) = field("bank_sort_code");
        let (account, account_error) = field("bank_account");
        let (binding, button) = if is_change {
            (
                "The account changes when another director or colleague of the partnership confirms it. Every director is told by email now.",
                "Ask for the change",
            )
        } else {
            (
                "This account stands on invoices from now on. Changing it later takes a second person. Every director is told by email.",
                "Save the account",
            )
        };
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Where schools pay"/>
            <Form action="/partnership/bank">
                <Hidden name="version" value=shown.value("version")/>
                <TextField name="bank_name" label="Name of the account" value=name error=name_error/>
                <TextField name="bank_sort_code" label="Sort code" hint="Six digits, like 20-00-00" width=Width::Ten
                    inputmode="numeric" value=sort error=sort_error/>
                <TextField name="bank_account" label="Account number" hint="Eight digits" width=Width::Ten
                    inputmode="numeric" value=account error=account_error/>
                <Binding><p>{binding}</p></Binding>
                <Button>{button}</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
