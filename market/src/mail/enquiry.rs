//! What is told of a question about a service.

use domain::enquiry::EnquirySide;
use domain::id::EnquiryId;
use serde::{Deserialize, Serialize};

/// A message of an enquiry, to those for whom it was not written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnquiryTold {
    /// Which enquiry.
    pub enquiry: EnquiryId,
    /// For whom it was written.
    pub side: EnquirySide,
    /// What they are called.
    pub from: String,
    /// About which service.
    pub service: String,
    /// What it is about.
    pub subject: String,
    /// What was written.
    pub words: String,
}
