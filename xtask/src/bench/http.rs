//! Just enough of HTTP/1.1 to ask a server on this machine again and again over one connection.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail};

/// A connection that stays open between requests.
pub(super) struct Connection {
    address: String,
    session: Option<String>,
    /// Whether answers may come compressed, as browsers have them.
    pub(super) compressed: bool,
    stream: BufReader<TcpStream>,
}

/// What came back.
pub(super) struct Answer {
    /// The status code.
    pub(super) status: u16,
    /// The headers, their names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// The body as it was sent.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Connection {
    /// Opens a connection, signed in where there is a session.
    pub(super) fn open(address: &str, session: Option<&str>) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            address: address.to_owned(),
            session: session.map(str::to_owned),
            compressed: false,
            stream: BufReader::with_capacity(64 * 1_024, stream),
        })
    }

    /// Asks for a page and reads the whole answer.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, None)
    }

    /// Sends a form and reads the whole answer.
    pub(super) fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        self.ask("POST", path, Some(form))
    }

    fn ask(&mut self, method: &str, path: &str, form: Option<&str>) -> Result<Answer> {
        let encoding = if self.compressed { "br" } else { "identity" };
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nAccept-Encoding: {encoding}\r\n",
            self.address
        );
        if let Some(session) = &self.session {
            write!(request, "Cookie: commonpool={session}\r\n")?;
        }
        if let Some(form) = form {
            write!(
                request,
                "Origin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\n",
                self.address,
                form.len()
            )?;
        }
        request.push_str("\r\n");
        request.push_str(form.unwrap_or_default());
        self.stream.get_mut().write_all(request.as_bytes())?;
        read_answer(&mut self.stream)
    }
}

fn read_answer(stream: &mut impl BufRead) -> Result<Answer> {
    let first = line(stream)?;
    let status = first.split_whitespace().nth(1).context("no status")?.parse()?;
    let mut answer = Answer { status, headers: Vec::new(), body: Vec::new() };
    loop {
        let header = line(stream)?;
        match header.split_once(':') {
            None => break,
            Some((name, value)) => {
                answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
    let length = answer.header("content-length").unwrap_or("0").parse()?;
    if answer.header("transfer-encoding") == Some("chunked") {
        read_chunks(stream, &mut answer.body)?;
    } else {
        read_bytes(stream, length, &mut answer.body)?;
    }
    Ok(answer)
}

fn read_chunks(stream: &mut impl BufRead, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let length = u64::from_str_radix(&line(stream)?, 16)?;
        read_bytes(stream, length, body)?;
        line(stream)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn read_bytes(stream: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> Result<()> {
    let read = stream.take(length).read_to_end(body)?;
    if u64::try_from(read)? < length {
        bail!("the server hung up in the middle of an answer");
    }
    Ok(())
}

fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        bail!("the server hung up");
    }
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_answers_are_read_one_after_the_other() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 303 See Other\r\nLocation: /orders/1\r\n\r\n";
        let first = read_answer(&mut stream).unwrap();
        assert_eq!((first.status, first.body), (200, b"abc".to_vec()));
        let second = read_answer(&mut stream).unwrap();
        assert_eq!((second.status, second.header("location")), (303, Some("/orders/1")));
    }

    #[test]
    fn the_pieces_of_a_streamed_page_are_added_up() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(read_answer(&mut stream).unwrap().body, b"abc0123456789");
        assert!(stream.is_empty());
    }

    #[test]
    fn an_answer_that_breaks_off_is_an_error() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc";
        assert!(read_answer(&mut stream).is_err());
    }
}
