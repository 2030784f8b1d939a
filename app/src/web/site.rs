//! The running product, as handlers see it.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Failure;
use market::Market;
use market::change::Topic;
use market::person::Stop;
use tokio::sync::watch;

/// The running product. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The market.
    pub market: Market,
    /// Names of the static files.
    pub assets: Arc<Assets>,
    /// What live pages wait on.
    pub live: Live,
    /// The address under which people reach the product, without a slash at the end.
    pub public_url: Arc<str>,
    /// Whether one proxy stands before us and names the caller in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The tour of a demo world, where anybody may sign in as anybody; nothing where data is real.
    pub demo: Option<Arc<[Stop]>>,
}

impl Site {
    /// Whether people reach the product over TLS, so that cookies are for TLS only.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// The name of the session's cookie. The prefix makes browsers hold it to this host and TLS
    /// (RFC 6265bis, section 4.1.3.2).
    pub fn cookie_name(&self) -> &'static str {
        if self.is_secure() { "__Host-commonpool" } else { "commonpool" }
    }

    /// The name of the cookie by which a device is known.
    pub fn device_cookie_name(&self) -> &'static str {
        if self.is_secure() { "__Host-commonpool-device" } else { "commonpool-device" }
    }
}

/// Static files: the name a page uses, and the name with the hash of its contents.
#[derive(Debug, Clone, Default)]
pub struct Assets(HashMap<String, String>);

impl Assets {
    /// From the table that the build wrote.
    pub fn new(table: HashMap<String, String>) -> Self {
        Self(table)
    }

    /// The address of a static file.
    pub fn url(&self, name: &str) -> String {
        let hashed = self.0.get(name).map_or(name, String::as_str);
        format!("/pkg/{hashed}")
    }
}

/// Fans out the change feed: pages wait here, one poll of the database serves them all.
#[derive(Clone, Default)]
pub struct Live {
    topics: Arc<std::sync::Mutex<HashMap<String, watch::Sender<i64>>>>,
    shared: Arc<std::sync::Mutex<HashMap<String, Shared>>>,
}

/// What was worked out for a topic, with the version it was worked out at.
type Shared = Arc<tokio::sync::Mutex<Option<(i64, Arc<str>)>>>;

impl Live {
    /// Waits on a topic. The receiver tells of each new version.
    pub fn watch(&self, topic: Topic) -> watch::Receiver<i64> {
        let mut topics = self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        topics.entry(topic.to_string()).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// The topics somebody waits on; those nobody waits on any more are forgotten.
    pub fn watched(&self) -> Vec<String> {
        let mut topics = self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        topics.retain(|_, sender| sender.receiver_count() > 0);
        let watched: Vec<String> = topics.keys().cloned().collect();
        drop(topics);
        let mut shared = self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        shared.retain(|topic, _| watched.contains(topic));
        watched
    }

    /// How many wait on a topic in this process.
    pub fn waiting(&self, topic: Topic) -> usize {
        let topics = self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        topics.get(&topic.to_string()).map_or(0, watch::Sender::receiver_count)
    }

    /// Ends every wait: the product stops.
    pub fn end(&self) {
        self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }

    /// What a topic comes to at a version, worked out once for all who wait on it.
    ///
    /// # Errors
    /// Whatever working it out ends with.
    pub async fn share<Work>(
        &self,
        topic: Topic,
        version: i64,
        work: Work,
    ) -> Result<Arc<str>, Failure>
    where
        Work: Future<Output = Result<String, Failure>>,
    {
        let shared = {
            let mut all = self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            all.entry(topic.to_string()).or_default().clone()
        };
        let mut held = shared.lock().await;
        match held.as_ref() {
            Some((at, text)) if *at == version => Ok(text.clone()),
            _ => {
                let text: Arc<str> = work.await?.into();
                *held = Some((version, text.clone()));
                Ok(text)
            }
        }
    }

    /// Tells those who wait on a topic its newest version. Versions only rise: what comes late is no
    /// news.
    pub fn tell(&self, topic: &str, version: i64) {
        let topics = self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(sender) = topics.get(topic) {
            sender.send_if_modified(|held| {
                let is_new = *held < version;
                *held = version.max(*held);
                is_new
            });
        }
    }
}
