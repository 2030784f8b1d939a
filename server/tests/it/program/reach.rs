//! A database that cannot be opened: which, why and what to do is said at once, and never its password.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use testbed::Database;

use super::Program;

const PASSWORD: &str = "swordfish-and-chips";
/// The pool waits twenty seconds for a connection: this must be told without it.
const AT_ONCE: Duration = Duration::from_secs(5);

/// What each command that opens a database says of this one.
fn said(url: &str) -> String {
    let begun = Instant::now();
    let told = ["serve", "migrate"].map(|line| {
        let program = Program::at(url);
        let ended = program.run(&[line]);
        assert_eq!(ended.out, "", "{ended:#?}");
        ended.badly()
    });
    assert!(begun.elapsed() < 2 * AT_ONCE, "it took {:?}", begun.elapsed());
    let [first, second] = told;
    assert_eq!(first, second);
    assert!(!first.contains(PASSWORD) && !first.contains("timed out"), "{first}");
    first
}

/// A server of two connections that speaks enough of PostgreSQL's protocol to turn each away.
fn turns_away(code: &'static str) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = std::thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            loop {
                let mut length = [0; 4];
                stream.read_exact(&mut length).unwrap();
                let mut rest = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
                stream.read_exact(&mut rest).unwrap();
                // The first packet asks for an encrypted line; the next begins the session.
                let asks_for_tls = rest == 80_877_103_u32.to_be_bytes();
                if !asks_for_tls {
                    break;
                }
                stream.write_all(b"N").unwrap();
            }
            let fields = format!("SFATAL\0VFATAL\0C{code}\0Mnot today\0\0");
            let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
            stream.write_all(&[b"E", &length[..], fields.as_bytes()].concat()).unwrap();
        }
    });
    (address, serving)
}

#[test]
fn where_nothing_listens_that_is_said_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let said = said(&format!("postgres://ada:{PASSWORD}@127.0.0.1:{port}/market"));
    assert_eq!(
        said,
        format!(
            "commonpool: PostgreSQL at 127.0.0.1:{port}, database \"market\", cannot be used: nothing \
             listens there. Start PostgreSQL, or correct host and port in database-url (DATABASE_URL).\n"
        )
    );
}

#[test]
fn a_machine_that_nobody_knows_is_named() {
    let said = said(&format!("postgres://ada:{PASSWORD}@no-such-machine.invalid:5432/market"));
    assert!(said.contains("no machine called \"no-such-machine.invalid\" was found"), "{said}");
    assert!(said.contains("Correct the host in database-url (DATABASE_URL)"), "{said}");
}

#[test]
fn whoever_is_turned_away_is_told_why() {
    for (code, why) in [
        ("28P01", "the password of \"ada\" is not the right one. Correct the password"),
        ("28000", "it does not let \"ada\" in from here. Make that user"),
        ("3D000", "it has no database of that name. Make it with: createdb -h 127.0.0.1 -p "),
        ("53300", "all of its connections are taken. Raise its max_connections"),
        ("57P03", "it is starting up or shutting down. Try again"),
        ("XX000", "not today. Its own log may say more"),
    ] {
        let (address, serving) = turns_away(code);
        let said = said(&format!("postgres://ada:{PASSWORD}@{address}/market"));
        assert!(said.contains(&format!("PostgreSQL at {address}, database \"market\"")), "{said}");
        assert!(said.contains(why), "{code}: {said}");
        serving.join().unwrap();
    }
}

#[test]
fn an_address_that_cannot_be_read_is_said_to_be_one_without_being_repeated() {
    let said = said(&format!("postgres://ada:{PASSWORD}@127.0.0.1:port/market"));
    assert!(said.contains("address cannot be read") && said.contains("HOST:PORT"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_the_database_says_how_to_make_it() {
    let Some(database) = Database::bare_postgres().await else { return };
    let said = said(&format!("{}_which_is_not_there", database.url()));
    assert!(said.contains("it has no database of that name. Make it with: createdb"), "{said}");
}
