//! What each message is about, as far as people may choose not to be told of it.

use domain::notification::Topic;

use super::About;

impl About {
    /// What it is about, where people may choose whether they want it; nothing where they must be
    /// told at once, because it concerns their account or they asked for it.
    pub const fn topic(&self) -> Option<Topic> {
        match self {
            Self::PasswordReset { .. }
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::RecoveryCodesRenewed
            | Self::RecoveryCodeUsed { .. }
            | Self::AccountClosed
            | Self::Digest { .. }
            | Self::Invitation { .. }
            | Self::PartnershipChange { .. }
            | Self::EventAhead(_)
            | Self::EventChanged(_)
            | Self::EventCancelled { .. }
            | Self::PlacesOffered { .. }
            | Self::DayOffered { .. }
            | Self::RenewalOffered { .. }
            | Self::JoinRefused { .. } => None,
            Self::JoinAsked { .. }
            | Self::JoinWaits { .. }
            | Self::RoleTaken { .. }
            | Self::PersonLeft { .. }
            | Self::HostAsked { .. }
            | Self::HostAnswered { .. }
            | Self::SchoolHandedOver { .. }
            | Self::SchoolLeftTrust { .. }
            | Self::OrdersChosen { .. } => Some(Topic::People),
            Self::TermsProposed { .. } | Self::TermsDecided { .. } => Some(Topic::Services),
            Self::ApprovalNeeded(_) | Self::SignatureNeeded { .. } | Self::DeputyNamed { .. } => {
                Some(Topic::Approvals)
            }
            Self::OrderPlaced(_)
            | Self::OrderDecided { .. }
            | Self::OrderLapsed(_)
            | Self::BuyBack(_)
            | Self::OfferEnded { .. }
            | Self::DayOfferEnded(_)
            | Self::RenewalEnded(_)
            | Self::EvaluationAsked { .. }
            | Self::SupportAsked { .. }
            | Self::DaysUncertain { .. }
            | Self::StandInComes { .. }
            | Self::DeliveriesConfirmed(_)
            | Self::DayNotDelivered(_) => Some(Topic::Orders),
            Self::Dispute { what, .. } => Some(what.topic()),
            Self::BookingReceived(_)
            | Self::BookingCancelled(_)
            | Self::VisitMoved(_)
            | Self::DayMoved { .. }
            | Self::BookingMoved { .. }
            | Self::ClearanceEnds { .. }
            | Self::CoverNeeded { .. }
            | Self::YouStandIn { .. } => Some(Topic::Bookings),
            Self::Enquiry(_) => Some(Topic::Enquiries),
            Self::Quotes(_) => Some(Topic::Quotes),
            Self::SearchNews(_) => Some(Topic::SavedSearches),
            Self::Sharing(told) => Some(told.topic()),
            Self::InvoiceRaised { .. } | Self::CreditNoteRaised(_) => Some(Topic::Invoices),
            Self::DealEnded { .. } | Self::DealOutcome { .. } | Self::DealWithdrawn { .. } => {
                Some(Topic::Deals)
            }
        }
    }
}
