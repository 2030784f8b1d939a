//! Asks a process over HTTP as a browser without JavaScript does: one connection for each request,
//! forms sent as they stand on the page.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: String,
    /// The secret of a session that it opens.
    pub session: Option<String>,
    /// What it says.
    pub text: String,
}

/// Somebody who is signed in, or nobody.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The secret of their session.
    pub session: Option<String>,
}

/// A form as it stands on a page, ready to be sent.
pub type Fields = Vec<(String, String)>;

impl Caller {
    /// Looks at a page.
    ///
    /// # Errors
    /// Where no whole answer came.
    pub async fn get(&self, address: &str, path: &str) -> Result<Answer> {
        self.send(address, "GET", path, "").await
    }

    /// Sends a form.
    ///
    /// # Errors
    /// Where no whole answer came.
    pub async fn post(&self, address: &str, path: &str, fields: &Fields) -> Result<Answer> {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send(address, "POST", path, &pairs.join("&")).await
    }

    /// Sends anything.
    ///
    /// # Errors
    /// Where no whole answer came: nobody knows what became of it then.
    pub async fn send(
        &self,
        address: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<Answer> {
        let cookie = self.session.as_ref().map(|token| format!("Cookie: commonpool={token}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n{}\r\n{body}",
            body.len(),
            cookie.unwrap_or_default()
        );
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        read(&answer).ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "cut off"))
    }
}

fn read(answer: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let headers = || {
        let found = head.lines().filter_map(|line| line.split_once(':'));
        found.map(|(name, value)| (name.to_lowercase(), value.trim()))
    };
    let header = |name: &str| headers().find(|(n, _)| n == name).map(|(_, value)| value);
    assert!(header("transfer-encoding").is_none(), "chunks are not read here");
    let length: usize = header("content-length").map_or(Some(0), |text| text.parse().ok())?;
    let cookies = headers().filter(|(name, _)| name == "set-cookie");
    let session = cookies.filter_map(|(_, value)| value.strip_prefix("commonpool="));
    let session = session.filter_map(|value| value.split(';').next()).next_back();
    let whole = answer.len() == head.len() + 4 + length;
    whole.then(|| Answer {
        status: head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default(),
        location: header("location").unwrap_or_default().to_owned(),
        session: session.filter(|secret| !secret.is_empty()).map(str::to_owned),
        text: body.to_owned(),
    })
}

/// Everything hidden in the form of a page that goes to an action.
///
/// # Panics
/// Where the page has no such form.
pub fn form(page: &str, action: &str) -> Fields {
    let form = page.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")));
    assert!(form.is_some(), "no form to {action} in {page}");
    let form = form.unwrap_or_default();
    let form = form.split("</form>").next().unwrap_or_default();
    let inputs = form.split("<input").filter(|input| input.contains("type=\"hidden\""));
    inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_default().replace("&quot;", "\"").replace("&amp;", "&")
}

fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    value
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") })
        .collect()
}
