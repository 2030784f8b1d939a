//! Whether PostgreSQL can be reached, and if not, what stands in the way. A pool of connections only
//! says that it waited, so that one connection is tried by itself before there is a pool.

use std::io::ErrorKind;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{Connection, Error};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A PostgreSQL that could not be reached. Never holds its password.
#[derive(Debug, thiserror::Error)]
#[error("database {database:?} of {host}:{port} could not be reached as {user:?}: {barrier:?}")]
pub struct Unreachable {
    /// On which machine, or the folder of its socket.
    pub host: String,
    /// At which port.
    pub port: u16,
    /// Which database.
    pub database: String,
    /// As whom.
    pub user: String,
    /// What stands in the way.
    pub barrier: Barrier,
}

/// What stands in the way of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barrier {
    /// No program listens there.
    Refused,
    /// No machine is known by that name.
    NameNotFound,
    /// Nothing came back in time.
    NoAnswer,
    /// The password is not the one of that user.
    WrongPassword,
    /// There is no such user, or it may not come from here.
    NotAdmitted,
    /// The server has no database of that name.
    NoSuchDatabase,
    /// All of the server's connections are taken.
    Full,
    /// The server is starting up or shutting down.
    NotReady,
    /// Something else, in the words of whoever noticed.
    Other(String),
}

/// Connects once, and lets go again.
pub(super) async fn reach(options: &PgConnectOptions) -> Result<(), Unreachable> {
    let barrier = match tokio::time::timeout(PATIENCE, PgConnection::connect_with(options)).await {
        Ok(Ok(connection)) => {
            return connection
                .close()
                .await
                .map_err(|error| unreachable(options, Barrier::Other(error.to_string())));
        }
        Ok(Err(error)) => barrier(options, error).await,
        Err(_) => Barrier::NoAnswer,
    };
    Err(unreachable(options, barrier))
}

fn unreachable(options: &PgConnectOptions, barrier: Barrier) -> Unreachable {
    let user = options.get_username().to_owned();
    let socket = options.get_socket().map(|folder| folder.display().to_string());
    Unreachable {
        host: socket.unwrap_or_else(|| options.get_host().to_owned()),
        port: options.get_port(),
        database: options.get_database().map_or_else(|| user.clone(), str::to_owned),
        user,
        barrier,
    }
}

async fn barrier(options: &PgConnectOptions, error: Error) -> Barrier {
    match error {
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::NotFound => Barrier::Refused,
            ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                Barrier::NoAnswer
            }
            // A name that is not known has no kind of its own.
            _ => match tokio::net::lookup_host((options.get_host(), options.get_port())).await {
                Err(_) if options.get_socket().is_none() => Barrier::NameNotFound,
                Ok(_) | Err(_) => Barrier::Other(error.to_string()),
            },
        },
        // postgresql.org/docs/current/errcodes-appendix.html
        Error::Database(error) => match error.code().as_deref() {
            Some("28P01") => Barrier::WrongPassword,
            Some("28000") => Barrier::NotAdmitted,
            Some("3D000") => Barrier::NoSuchDatabase,
            Some("53300") => Barrier::Full,
            Some("57P01" | "57P02" | "57P03") => Barrier::NotReady,
            _ => Barrier::Other(error.message().to_owned()),
        },
        other => Barrier::Other(other.to_string()),
    }
}
