//! Sends mail: by SMTP, or into a folder in development.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use domain::id::JobId;
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use market::job::{Post, PostError};
use market::mail::Mail;

enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// The post office.
pub struct PostOffice {
    transport: Transport,
    from: Mailbox,
    public_url: Arc<str>,
}

/// The settings of mail cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("mail cannot be sent that way: {0}")]
pub struct PostOfficeError(String);

impl PostOffice {
    /// From the settings `mail` and `mail_from`.
    pub fn open(mail: &str, from: &str, public_url: Arc<str>) -> Result<Self, PostOfficeError> {
        let wrong = |error: &dyn std::fmt::Display| PostOfficeError(error.to_string());
        let from: Mailbox = from.parse().map_err(|error| wrong(&error))?;
        let transport = match mail.strip_prefix("file:") {
            Some(folder) => {
                let folder = PathBuf::from(folder);
                std::fs::create_dir_all(&folder).map_err(|error| wrong(&error))?;
                Transport::Folder(AsyncFileTransport::new(folder))
            }
            None => Transport::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(mail)
                    .map_err(|error| wrong(&error))?
                    .build(),
            ),
        };
        Ok(Self { transport, from, public_url })
    }
}

#[async_trait]
impl Post for PostOffice {
    async fn send(&self, id: JobId, mail: &Mail) -> Result<(), PostError> {
        let message = self.letter(id, mail)?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(refused),
            Transport::Folder(folder) => {
                let kept = folder.send(message).await.map(|_| ());
                kept.map_err(|error| PostError::Later(error.to_string()))
            }
        }
    }
}

impl PostOffice {
    /// The letter as it is sent. Sent again, it has the same `Message-ID` (RFC 5322, section
    /// 3.6.4): letter boxes that know it already show it once.
    fn letter(&self, id: JobId, mail: &Mail) -> Result<Message, PostError> {
        let never = |error: &dyn std::fmt::Display| PostError::Never(error.to_string());
        let written = app::mail::write(mail, &self.public_url);
        let address = mail.to.parse().map_err(|error| never(&error))?;
        Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.name.clone()), address))
            .subject(written.subject)
            .multipart(MultiPart::alternative_plain_html(written.text, written.html))
            .map_err(|error| never(&error))
    }
}

/// Why the mail server did not take a letter. Only an answer that the address is nobody's (550, 551,
/// 553: RFC 5321, section 4.2.3) is for good; a password or a relay that is wrong can be mended.
fn refused(error: lettre::transport::smtp::Error) -> PostError {
    let said = error.to_string();
    let nobody = error.status().is_some_and(|code| {
        let code: u16 = code.into();
        matches!(code, 550 | 551 | 553)
    });
    if nobody { PostError::Never(said) } else { PostError::Later(said) }
}
