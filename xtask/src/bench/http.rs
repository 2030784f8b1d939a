//! Just enough of HTTP/1.1 to ask a server on this machine again and again over one connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail};

/// A connection that stays open between requests.
pub(super) struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
}

/// What came back.
pub(super) struct Answer {
    /// The status code.
    pub(super) status: u16,
    /// The length of the body as it was sent: compressed.
    pub(super) body_bytes: u64,
}

impl Connection {
    pub(super) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { address: address.to_owned(), stream: BufReader::new(stream) })
    }

    /// Asks for a page and reads the whole answer.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nAccept-Encoding: br\r\n\r\n",
            self.address
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        read_answer(&mut self.stream)
    }
}

fn read_answer(stream: &mut impl BufRead) -> Result<Answer> {
    let first = line(stream)?;
    let status = first.split_whitespace().nth(1).context("no status")?.parse()?;
    let (mut length, mut chunked) = (0, false);
    loop {
        let header = line(stream)?.to_ascii_lowercase();
        match header.split_once(':') {
            None => break,
            Some(("content-length", value)) => length = value.trim().parse()?,
            Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
            Some(_) => {}
        }
    }
    let body_bytes = if chunked { skip_chunks(stream)? } else { skip(stream, length)? };
    Ok(Answer { status, body_bytes })
}

fn skip_chunks(stream: &mut impl BufRead) -> Result<u64> {
    let mut total = 0;
    loop {
        let length = u64::from_str_radix(&line(stream)?, 16)?;
        total += skip(stream, length)?;
        line(stream)?;
        if length == 0 {
            return Ok(total);
        }
    }
}

fn skip(stream: &mut impl BufRead, length: u64) -> Result<u64> {
    let read = std::io::copy(&mut stream.take(length), &mut std::io::sink())?;
    if read < length {
        bail!("the server hung up in the middle of an answer");
    }
    Ok(read)
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
        let mut stream: &[u8] =
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 404 Not Found\r\n\r\n";
        let first = read_answer(&mut stream).unwrap();
        assert_eq!((first.status, first.body_bytes), (200, 3));
        let second = read_answer(&mut stream).unwrap();
        assert_eq!((second.status, second.body_bytes), (404, 0));
    }

    #[test]
    fn the_pieces_of_a_streamed_page_are_added_up() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(read_answer(&mut stream).unwrap().body_bytes, 13);
        assert!(stream.is_empty());
    }

    #[test]
    fn an_answer_that_breaks_off_is_an_error() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc";
        assert!(read_answer(&mut stream).is_err());
    }
}
