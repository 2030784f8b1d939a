//! Questions about services in the users' words: where one stands, for whoever looks.

use domain::enquiry::EnquiryState;

use crate::parts::TagKind;

/// Where it stands; `is_next` where it waits for whoever looks.
pub const fn state(state: EnquiryState, is_next: bool) -> (&'static str, TagKind) {
    match (state, is_next) {
        (EnquiryState::Waiting, true) => ("Waits for your answer", TagKind::Waits),
        (EnquiryState::Waiting, false) => ("Waits for an answer", TagKind::Plain),
        (EnquiryState::Answered, _) => ("Answered", TagKind::Good),
        (EnquiryState::Closed, _) => ("Closed", TagKind::Plain),
    }
}
