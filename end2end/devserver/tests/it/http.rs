//! Asks a process over HTTP as a browser without JavaScript does: one connection for each request,
//! forms sent as they stand on the page.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Where a redirect leads.
    pub location: String,
    pub text: String,
}

/// Somebody who is signed in, or nobody.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    pub session: Option<String>,
}

/// A form as it stands on a page, ready to be sent.
pub type Fields = Vec<(String, String)>;

impl Caller {
    /// Looks at a page.
    pub async fn get(&self, address: &str, path: &str) -> Result<Answer> {
        self.send(address, "GET", path, "").await
    }

    /// Sends a form.
    pub async fn post(&self, address: &str, path: &str, fields: &Fields) -> Result<Answer> {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send(address, "POST", path, &pairs.join("&")).await
    }

    /// Sends anything. An answer that is cut off is an error: nobody knows what became of it.
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
    let header = |name: &str| {
        let found = head.lines().filter_map(|line| line.split_once(':'));
        found.map(|(name, value)| (name.to_lowercase(), value.trim())).find(|(n, _)| n == name)
    };
    assert!(header("transfer-encoding").is_none(), "chunks are not read here");
    let length: usize = header("content-length").map_or(Some(0), |(_, text)| text.parse().ok())?;
    let whole = answer.len() == head.len() + 4 + length;
    whole.then(|| Answer {
        status: head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default(),
        location: header("location").map(|(_, to)| to.to_owned()).unwrap_or_default(),
        text: body.to_owned(),
    })
}

/// Everything hidden in the form of a page that goes to an action.
pub fn form(page: &str, action: &str) -> Fields {
    let form = page.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")));
    let form = form.unwrap_or_else(|| panic!("no form to {action} in {page}"));
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
