//! A database that could not be opened, in words: which, why, and what to do.

use market::db::{Barrier, CONNECTIONS_MAX, OpenError, Unreachable};

/// What stands in the way, for whoever runs the command line.
pub fn told(error: &OpenError) -> String {
    match error {
        OpenError::Address(why) => format!(
            "the database's address cannot be read ({why}). Write it like \
             postgres://USER:PASSWORD@HOST:PORT/DATABASE, or sqlite://FILE."
        ),
        OpenError::Unreachable(found) => unreachable(found),
        OpenError::Failed(error) => error.to_string(),
    }
}

fn unreachable(found: &Unreachable) -> String {
    let Unreachable { host, port, database, user, barrier } = found;
    let (why, advice) = match barrier {
        Barrier::Refused => (
            "nothing listens there".to_owned(),
            "Start PostgreSQL, or correct host and port in database-url (DATABASE_URL).".to_owned(),
        ),
        Barrier::NameNotFound => (
            format!("no machine called {host:?} was found"),
            "Correct the host in database-url (DATABASE_URL), or have the name known here.".to_owned(),
        ),
        Barrier::NoAnswer => (
            "it does not answer".to_owned(),
            "Correct host and port in database-url (DATABASE_URL), or let this machine through to it.".to_owned(),
        ),
        Barrier::WrongPassword => (
            format!("the password of {user:?} is not the right one"),
            "Correct the password in database-url (DATABASE_URL).".to_owned(),
        ),
        Barrier::NotAdmitted => (
            format!("it does not let {user:?} in from here"),
            "Make that user, or let it in from this machine in the server's pg_hba.conf."
                .to_owned(),
        ),
        Barrier::NoSuchDatabase => (
            "it has no database of that name".to_owned(),
            format!("Make it with: createdb -h {host} -p {port} -O {user} {database}"),
        ),
        Barrier::Full => (
            "all of its connections are taken".to_owned(),
            format!("Raise its max_connections: a process of Commonpool takes up to {CONNECTIONS_MAX}."),
        ),
        Barrier::NotReady => {
            ("it is starting up or shutting down".to_owned(), "Try again once it is up.".to_owned())
        }
        Barrier::Other(why) => {
            (why.clone(), "Its own log may say more, and so may this machine's network.".to_owned())
        }
    };
    format!("PostgreSQL at {host}:{port}, database {database:?}, cannot be used: {why}. {advice}")
}
