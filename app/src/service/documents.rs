//! Documents of a service: read by whoever sees it, kept by staff.

use ::market::file::Download;
use ::market::service::{
    AddDocument, ServiceDetail, ServiceDocument, WithdrawDocument, read_document, withdraw_document,
};
use domain::Failure;
use domain::calendar::{london_day, short_day};
use domain::id::{ServiceDocumentId, ServiceId};
use leptos::prelude::*;

use super::own;
use crate::parts::{
    BackLink, Button, ButtonKind, Cell, ColumnHead, EmptyState, ErrorSummary, Evidence, FileField,
    Form, Lead, Section, Table, TableRow, TextField, Title,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words::service::{file_kind, file_size};

/// The documents on a service's page, where there are any.
pub(super) fn section(service: &ServiceDetail) -> Option<AnyView> {
    if service.documents.is_empty() {
        return None;
    }
    let id = service.id();
    let links = service
        .documents
        .iter()
        .map(|document| view! { <p>{link(id, document)}</p> })
        .collect_view();
    Some(view! { <Section id="documents" title="Documents">{links}</Section> }.into_any())
}

fn link(service: ServiceId, document: &ServiceDocument) -> impl IntoView + use<> {
    let href = format!("/services/{service}/documents/{}", document.id);
    let text = document.title.clone();
    let size = format!("{}, {}", file_kind(&document.content_type), file_size(document.bytes));
    view! { <Evidence href text size/> }
}

/// Sends a document to whoever may see its service.
pub async fn download(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let document: ServiceDocumentId = ask.part("document")?;
    let read = read_document(ask.market(), &ask.viewer, service, document).await?;
    let Download { name, content_type, contents } = read;
    Ok(Answer::File { name, content_type, contents })
}

/// The documents, and the form for another.
pub async fn documents(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    Ok(page(&ask, service, Typed::default()).into())
}

/// Adds one.
pub async fn add_document(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let id = service.id();
    let added = match ask.form.key() {
        Ok(key) => {
            let (title, upload) = (ask.form.get("title").to_owned(), ask.form.file("file"));
            let command = AddDocument { key, service: id, title, upload };
            ::market::service::add_document(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match added {
        Ok(_) => Ok(Answer::see_other(format!("/services/{id}/documents"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(page(&ask, service, typed).into())
        }
    }
}

/// Takes one back.
pub async fn take_back(ask: Ask) -> Result<Answer, Failure> {
    let command =
        WithdrawDocument { service: ask.part("service")?, document: ask.part("document")? };
    withdraw_document(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/services/{}/documents", command.service)))
}

fn page(ask: &Ask, service: ServiceDetail, typed: Typed) -> Page {
    let key = ask.form_key();
    let shown = typed.clone();
    Page::new("Documents", move || {
        let (id, title) = (service.id(), service.terms().title.clone());
        let rows = service.documents.iter().map(|document| row(id, document)).collect();
        let empty = view! {
            <EmptyState title="No documents yet">
                <p>"The agreement, the safeguarding policy, a certificate: what schools ask for before they buy."</p>
            </EmptyState>
        }
        .into_any();
        let columns = ["Document", "Added", "Change"].map(ColumnHead::words).to_vec();
        view! {
            <BackLink href=format!("/services/{id}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="Documents"/>
            <Lead>"Whoever may see the service may read them."</Lead>
            <Table caption="Documents" quiet_caption=true columns rows empty/>
            <Section id="add" title="Add a document">
                <Form action=format!("/services/{id}/documents") key multipart=true>
                    <TextField name="title" label="What it is" value=shown.value("title")
                        hint="For example, Service level agreement 2026 to 2027" error=shown.error("title")/>
                    <FileField name="file" label="The document" hint="PDF, picture, Word, Excel or CSV, up to 10 MB"
                        accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt" error=shown.error("file")/>
                    <Button>"Add the document"</Button>
                </Form>
            </Section>
        }
    })
    .with_form(&typed)
}

fn row(service: ServiceId, document: &ServiceDocument) -> TableRow {
    let action = format!("/services/{service}/documents/{}/withdraw", document.id);
    TableRow::new(vec![
        Cell::view(link(service, document)),
        short_day(london_day(document.added_at)).into(),
        Cell::view(view! {
            <Form action=action><Button kind=ButtonKind::Quiet>"Take back"</Button></Form>
        }),
    ])
}
