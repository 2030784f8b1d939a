//! What is told of questions about services.

use domain::enquiry::EnquirySide;
use market::mail::EnquiryTold;

use super::Said;

/// One message, to those for whom it was not written.
pub(super) fn said(told: &EnquiryTold) -> Said {
    let EnquiryTold { enquiry, side, from, service, subject, words } = told;
    let (heading, first, link) = match side {
        EnquirySide::School => (
            format!("{from} asks about {service}: {subject}"),
            format!("{from} has a question about {service}."),
            "Answer the school",
        ),
        EnquirySide::Provider | EnquirySide::Partnership => (
            format!("An answer about {service}: {subject}"),
            format!("{from} has answered a question about {service}."),
            "Read it, and write back if you like",
        ),
    };
    Said::new(heading, vec![first, words.clone()]).link(link, format!("/enquiries/{enquiry}"))
}
