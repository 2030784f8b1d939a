//! Questions about services: one that is answered, and one that waits.

use domain::access::Role;
use domain::enquiry::TypedEnquiry;
use domain::id::EnquiryId;
use market::enquiry::{AskAboutService, WriteEnquiry, ask_about_service, write_enquiry};

use super::{Tenant, key};
use crate::Bed;

/// The school asks twice, and is answered once.
pub(super) async fn ask(bed: &Bed, tenant: &Tenant) {
    let answered = begin(bed, tenant, "Who covers for illness?").await;
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let words = tenant.marks.hidden("Somebody else of the team");
    let command = WriteEnquiry { enquiry: answered, words, key: key(&bed.market) };
    write_enquiry(&bed.market, manager, command).await.expect("an answer");
    begin(bed, tenant, "Which rooms do you need?").await;
}

async fn begin(bed: &Bed, tenant: &Tenant, subject: &str) -> EnquiryId {
    let (subject, words) = (tenant.marks.hidden(subject), tenant.marks.hidden("We have two"));
    let typed = TypedEnquiry { subject, words };
    let command = AskAboutService { service: tenant.service, typed, key: key(&bed.market) };
    ask_about_service(&bed.market, tenant.buyer(), command).await.expect("a question")
}
