//! Where ids, secrets and salts come from.

use std::sync::Arc;

use rand::RngCore;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::clock::Clock;

/// Makes ids that sort by the time they were made (UUIDv7, RFC 9562).
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    context: Arc<std::sync::Mutex<ContextV7>>,
}

impl Ids {
    /// Ids under a clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, context: Arc::default() }
    }

    /// A new id. Ids of one process rise even within a millisecond.
    pub fn uuid(&self) -> Uuid {
        let now = self.clock.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let context = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let timestamp = Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos());
        #[allow(clippy::disallowed_methods, reason = "the one place that makes ids")]
        Uuid::new_v7(timestamp)
    }

    /// 32 bytes nobody can guess.
    pub fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }
}
