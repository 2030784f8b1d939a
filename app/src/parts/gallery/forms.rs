//! The gallery's forms: every field as asked, and as answered wrongly.

use leptos::prelude::*;

use crate::parts::{
    Actions, Button, ButtonKind, CheckboxesField, Choice, Column, Columns, ColumnsKind, DateField,
    DateParts, ErrorSummary, FieldError, Fieldset, FileField, Form, MoneyField, NumberField,
    RadiosField, Section, SectionKind, SelectField, TextAreaField, TextField, TextKind, Width,
    Wrong,
};

pub(super) fn forms() -> impl IntoView {
    view! {
        <Section id="forms" title="Forms" kind=SectionKind::Strong>
            <Columns kind=ColumnsKind::Halves>
                <Column>{asked()}</Column>
                <Column>{answered_wrongly()}</Column>
            </Columns>
        </Section>
    }
}

fn phases() -> Vec<Choice> {
    vec![
        Choice::new("primary", "Primary"),
        Choice::new("secondary", "Secondary"),
        Choice::new("special", "Special").hint("Includes alternative provision"),
    ]
}

fn asked() -> impl IntoView {
    let yes_no = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
    view! {
        <Form action="#" key="0192">
            <TextField name="po" label="Purchase order number" hint="Like PO-10423" width=Width::Ten/>
            <TextField name="email" label="E-mail address" kind=TextKind::Email autocomplete="email"/>
            <MoneyField name="pays" label="What does your school pay now?" hint="Excluding VAT" suffix="a year" value="4,536"/>
            <NumberField name="pupils" label="Number of pupils" suffix="pupils" value="420"/>
            <DateField name="ends" label="When does your contract end?" hint="For example, 31 3 2027"/>
            <SelectField name="category" label="Category" choices=phases() value="secondary"/>
            <RadiosField name="authority" label="Does your headteacher have to approve this?" choices=yes_no inline=true value="yes"/>
            <CheckboxesField name="phase" label="Which phases is it for?" choices=phases() values=vec!["primary".to_owned()]/>
            <FileField name="invoice" label="Your last invoice" hint="A PDF or a photograph, up to 10 MB" accept=".pdf,.jpg,.png"/>
            <Fieldset legend="Who to send the invoice to">
                <TextField name="invoice-name" label="Name" autocomplete="name"/>
            </Fieldset>
            <TextAreaField name="note" label="A note for the provider" rows=3/>
            <Actions><Button>"Continue"</Button><Button kind=ButtonKind::Quiet>"Cancel"</Button></Actions>
        </Form>
    }
}

fn answered_wrongly() -> impl IntoView {
    let wrong = |words: &str| Some(Wrong::Told(words.to_owned()));
    let errors = [
        ("wrong-po", "Enter a purchase order number, like PO-10423"),
        ("wrong-pays", "Enter what your school pays a year, like 4,536"),
        ("wrong-ends", "The date your contract ends must be a real date"),
    ]
    .map(|(field, text)| FieldError {
        field: field.to_owned(),
        wrong: Wrong::Told(text.to_owned()),
    });
    let date = DateParts { day: "31".to_owned(), month: "2".to_owned(), year: "2027".to_owned() };
    view! {
        <ErrorSummary errors=errors.to_vec()/>
        <Form action="#">
            <TextField name="wrong-po" label="Purchase order number" hint="Like PO-10423" width=Width::Ten
                value="none yet" error=wrong("Enter a purchase order number, like PO-10423")/>
            <MoneyField name="wrong-pays" label="What does your school pay now?" hint="Excluding VAT" suffix="a year"
                value="about 4k" error=wrong("Enter what your school pays a year, like 4,536")/>
            <DateField name="wrong-ends" label="When does your contract end?" value=date
                error=wrong("The date your contract ends must be a real date")/>
            <RadiosField name="wrong-phase" label="Which phase?" choices=phases() error=wrong("Choose a phase")/>
            <SelectField name="wrong-category" label="Category" choices=phases() error=wrong("Choose a category")/>
            <FileField name="wrong-invoice" label="Your last invoice" error=wrong("The file must be smaller than 10 MB")/>
            <TextAreaField name="wrong-note" label="Why do you send it back?" rows=3 error=wrong("Say why, so that it can be put right")/>
        </Form>
    }
}
