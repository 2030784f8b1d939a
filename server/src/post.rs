//! Sends mail: by SMTP, or into a folder in development.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
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
    async fn send(&self, mail: &Mail) -> Result<(), PostError> {
        let failed = |error: &dyn std::fmt::Display| PostError(error.to_string());
        let letter = app::mail::write(mail, &self.public_url);
        let address = mail.to.parse().map_err(|error| failed(&error))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.name.clone()), address))
            .subject(letter.subject)
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| failed(&error))?;
        match &self.transport {
            Transport::Smtp(smtp) => {
                smtp.send(message).await.map(|_| ()).map_err(|error| failed(&error))
            }
            Transport::Folder(folder) => {
                folder.send(message).await.map(|_| ()).map_err(|error| failed(&error))
            }
        }
    }
}
