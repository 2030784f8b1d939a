//! What people thought of what was delivered: who is asked, what they answered, the two figures that
//! follow, and the provider's one reply.

mod answer;
mod ask;
mod figures;
mod list;
mod order;
mod reply;

pub use answer::{AnswerByLink, AskedByLink, answer_by_link, asked_by_link};
pub(crate) use ask::ask_of_event;
pub(crate) use figures::counted;
pub use figures::{Figures, figures_of_service};
pub use list::{EvaluationRow, EvaluationsAsked, evaluations};
pub use order::{
    AnswerForOrder, Answered, DelegateAnswer, OrderEvaluation, answer_for_order,
    evaluation_of_order,
};
pub use reply::{ReplyToEvaluation, reply_to_evaluation};
