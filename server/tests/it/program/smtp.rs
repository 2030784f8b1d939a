//! A mail server for tests: a fake that speaks SMTP (RFC 5321) as far as the product does, keeps
//! what it is given, and misbehaves when told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Longer than this no letter is on its way.
const LATEST: Duration = Duration::from_secs(30);

/// How the server behaves.
#[derive(Debug, Clone, Copy)]
pub enum Mood {
    /// It takes every letter.
    Takes,
    /// To what begins with a word it says this.
    Says { to: &'static str, reply: &'static str },
    /// When it hears a word it hangs up without one.
    HangsUpOn(&'static str),
    /// It takes the letter, and hangs up before it says so.
    HangsUpOverLetter,
}

/// A letter as it was handed over.
#[derive(Debug, Clone)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    /// Its head and its body, as sent.
    pub text: String,
}

impl Letter {
    /// A line of its head.
    pub fn head(&self, name: &str) -> &str {
        let (head, _) = self.text.split_once("\r\n\r\n").expect("a head");
        let found = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("no {name} in {head}"))
    }

    /// What it says, with the packing of long lines undone.
    pub fn words(&self) -> String {
        self.text.replace("=\r\n", "").replace("=3D", "=")
    }
}

/// The server.
pub struct FakeMailServer {
    pub address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    taken: UnboundedReceiver<Letter>,
}

impl FakeMailServer {
    /// Opens one on a port of its own.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mood = Arc::new(Mutex::new(Mood::Takes));
        let (keep, taken) = unbounded_channel();
        let moods = mood.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, *moods.lock().unwrap(), keep.clone()));
            }
        });
        Self { address, mood, taken }
    }

    /// What `--mail` names it by.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// How it behaves from the next call on.
    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The next letter, which may be on its way still.
    pub async fn letter(&mut self) -> Letter {
        let letter = tokio::time::timeout(LATEST, self.taken.recv()).await;
        letter.expect("a letter in time").expect("a letter")
    }

    /// Every letter that has come and was not looked at.
    pub fn letters(&mut self) -> Vec<Letter> {
        std::iter::from_fn(|| self.taken.try_recv().ok()).collect()
    }
}

/// One call from beginning to end. Whoever calls may hang up whenever they like.
async fn talk(stream: TcpStream, mood: Mood, keep: UnboundedSender<Letter>) -> Option<()> {
    let mut call = BufReader::new(stream);
    let mut letter = Letter { from: String::new(), to: Vec::new(), text: String::new() };
    if let Mood::Says { to: "", reply } = mood {
        return say(&mut call, reply).await;
    }
    say(&mut call, "220 fake.example ready").await?;
    loop {
        let line = hear(&mut call).await?;
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match mood {
            Mood::Says { to, reply } if to == word => {
                say(&mut call, reply).await?;
                continue;
            }
            Mood::HangsUpOn(heard) if heard == word => return None,
            _ => {}
        }
        match word.as_str() {
            "EHLO" => say(&mut call, "250-fake.example\r\n250 8BITMIME").await?,
            "MAIL" => {
                letter.from = address(&line);
                say(&mut call, "250 OK").await?;
            }
            "RCPT" => {
                letter.to.push(address(&line));
                say(&mut call, "250 OK").await?;
            }
            "DATA" => {
                say(&mut call, "354 go on").await?;
                letter.text = hear_letter(&mut call).await?;
                keep.send(letter.clone()).ok()?;
                match mood {
                    Mood::HangsUpOverLetter => return None,
                    Mood::Says { to: ".", reply } => say(&mut call, reply).await?,
                    _ => say(&mut call, "250 taken").await?,
                }
            }
            "RSET" | "NOOP" => say(&mut call, "250 OK").await?,
            "QUIT" => return say(&mut call, "221 bye").await,
            _ => say(&mut call, "500 what?").await?,
        }
    }
}

async fn say(call: &mut BufReader<TcpStream>, words: &str) -> Option<()> {
    call.write_all(format!("{words}\r\n").as_bytes()).await.ok()
}

async fn hear(call: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let heard = call.read_line(&mut line).await.ok()?;
    (heard > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The lines up to the one with a dot alone; a dot before others was doubled (section 4.5.2).
async fn hear_letter(call: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    loop {
        let line = hear(call).await?;
        if line == "." {
            return Some(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push_str("\r\n");
    }
}

fn address(line: &str) -> String {
    let inside = line.split('<').nth(1).and_then(|rest| rest.split('>').next());
    inside.unwrap_or_default().to_owned()
}
