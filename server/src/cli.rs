//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::command;
use crate::settings::{Flags, Settings};

/// Commonpool: the marketplace that area-based education partnerships run on.
#[derive(Debug, Parser)]
#[command(name = "commonpool", version, after_help = EXAMPLES)]
pub struct Cli {
    /// Settings, each also by environment or in a file.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  commonpool demo
      Make a demo world in a new database, and serve it on http://127.0.0.1:3000
  commonpool --database-url postgres://pool@db/pool --public-url https://pool.example serve
      Serve real data from PostgreSQL
  commonpool --config pool.toml migrate
      Make or update the tables; serve does it too
  commonpool import schools edubasealldata20261120.csv
      Bring the national register in, or up to date
  commonpool import services prices.csv --partnership barking-and-dagenham-sip --vat standard
      Bring a partnership's price list in; a second run changes nothing
  commonpool import members members.csv --partnership barking-and-dagenham-sip --dry-run
      Say what a list of members would change; without --dry-run, change it
  commonpool user add --email you@council.example --name 'Your Name' --role operator
      Add the first person, who may found a partnership
  commonpool user forget-code --email them@school.example --by you@council.example
      Let somebody in again who lost their phone and their recovery codes
  commonpool user erase --email them@school.example --by you@council.example
      Erase somebody who asks for it by right
  commonpool jobs list
      List messages and other work that has not gone well
  commonpool jobs retry --by you@council.example
      Take all of it up again, say when mail works again
  commonpool books check
      Compare every partnership's books with its invoices and payments
  commonpool audit head --partnership barking-and-dagenham-sip
      Print the newest link of the audit trail, to be kept elsewhere
  commonpool audit verify --partnership barking-and-dagenham-sip --head 42:9f86d0…
      Check that the trail is whole and still contains that link

Every flag can be set by environment (COMMONPOOL_LISTEN, DATABASE_URL, …) or in a file of TOML
named by --config. A flag wins over the environment, the environment over the file.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the product.
    Serve,
    /// Make a demo world if the database is new, and serve it.
    Demo {
        /// Make the demo world and exit.
        #[arg(long)]
        load_only: bool,
    },
    /// Bring the tables up to date and exit.
    Migrate,
    /// Bring data in from a file.
    ///
    /// Ends with 0 where every row was read, with 2 where rows were left out (each is told with its
    /// line on standard error, the others are in), and with 1 where nothing could be done.
    #[command(subcommand)]
    Import(Import),
    /// People who may sign in.
    #[command(subcommand)]
    User(User),
    /// The audit trail.
    #[command(subcommand)]
    Audit(Audit),
    /// The partnerships' books.
    #[command(subcommand)]
    Books(Books),
    /// Work that the server does by itself: messages, closing deals.
    #[command(subcommand)]
    Jobs(Jobs),
}

/// Who runs the command line.
#[derive(Debug, Args)]
pub struct RunBy {
    /// Your e-mail address, where the market knows you: your name then stands in the audit trail
    #[arg(long, value_name = "EMAIL")]
    pub by: Option<String>,
}

/// What to bring in.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Schools, from the national register's file (`edubasealldata` of Get Information About
    /// Schools).
    ///
    /// Ends with 0 where every row was read, and with 2 where rows were left out.
    Schools {
        /// The CSV file, Windows-1252 or UTF-8.
        file: PathBuf,
        /// Who runs this.
        #[command(flatten)]
        run_by: RunBy,
    },
    /// Services of a partnership: title, category, description, provider, unit, price, capacity.
    ///
    /// Ends with 0 where every row was read, and with 2 where rows were left out.
    Services {
        /// The price list: an Excel workbook (.xlsx) or a CSV file.
        file: PathBuf,
        /// The partnership's part of an address, like `barking-and-dagenham-sip`.
        #[arg(long)]
        partnership: String,
        /// The reason to give where the VAT has to be answered, like `standard`; without one these
        /// services stay drafts.
        #[arg(long)]
        vat: Option<String>,
        /// Leave all new services as drafts.
        #[arg(long)]
        drafts: bool,
        /// Who runs this.
        #[command(flatten)]
        run_by: RunBy,
    },
    /// Members of a partnership: URN, level, member from, member until.
    Members {
        /// The CSV file.
        file: PathBuf,
        /// The partnership's part of an address, like `barking-and-dagenham-sip`.
        #[arg(long)]
        partnership: String,
        /// Say what would change, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// Who runs this.
        #[command(flatten)]
        run_by: RunBy,
    },
}

/// People.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person, or give one another role.
    Add(AddUser),
    /// Let somebody in again who lost the phone with their codes, and the recovery codes too: their
    /// password alone signs them in until they set up a code anew. Make sure first that it is they
    /// who ask: call them back on a number you know. They are told by e-mail.
    ForgetCode {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        /// Who runs this.
        #[command(flatten)]
        run_by: RunBy,
    },
    /// Erase what is known of a person who asks for it by right. Asks for their address once more
    /// on standard input.
    Erase {
        /// Their e-mail address, also where they have closed their account.
        #[arg(long)]
        email: String,
        /// Who runs this.
        #[command(flatten)]
        run_by: RunBy,
    },
}

/// A person to add.
#[derive(Debug, Args)]
pub struct AddUser {
    /// Their e-mail address.
    #[arg(long)]
    pub email: String,
    /// Their name.
    #[arg(long)]
    pub name: String,
    /// As what: `operator`, `partnership_staff`, `director`, `buyer`, `approver`, …
    #[arg(long)]
    pub role: String,
    /// For whom: an organisation's part of an address. An operator needs none.
    #[arg(long)]
    pub organisation: Option<String>,
    /// For which council, by its name: it is made if there is none of that name.
    #[arg(long, conflicts_with = "organisation")]
    pub council: Option<String>,
    /// The most they may order or approve alone, in pounds including VAT.
    #[arg(long)]
    pub limit: Option<u32>,
    /// Read their password from standard input; else they choose it by e-mail.
    #[arg(long)]
    pub password_stdin: bool,
    /// Who runs this.
    #[command(flatten)]
    pub run_by: RunBy,
}

/// The audit trail.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check a chain, and name the first entry that breaks it.
    Verify {
        /// The partnership's part of an address; without one the installation's own chain.
        #[arg(long)]
        partnership: Option<String>,
        /// A head exported earlier.
        #[arg(long)]
        head: Option<String>,
    },
    /// Print the newest link of a chain, to be kept outside.
    Head {
        /// The partnership's part of an address; without one the installation's own chain.
        #[arg(long)]
        partnership: Option<String>,
    },
}

/// The partnerships' books.
#[derive(Debug, Subcommand)]
pub enum Books {
    /// Compare every partnership's books with its invoices, credit notes and payments.
    ///
    /// Ends with 0 where everything agrees, and with 1 where something does not: each is told on standard
    /// output. The server does the same every night, and tells it in its log.
    Check,
}

/// Work that the server does by itself.
#[derive(Debug, Subcommand)]
pub enum Jobs {
    /// List what has not gone well: what is tried again, and what was set aside.
    List,
    /// Take up again what was set aside or has not gone well.
    Retry {
        /// Which, as `list` names it; without one all of them.
        id: Option<String>,
        /// Who runs this.
        #[command(flatten)]
        run_by: RunBy,
    },
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let settings = match Settings::read(cli.flags) {
        Ok(settings) => settings,
        Err(error) => return fail(&error),
    };
    crate::log::start(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(command::run(settings, cli.command)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    command::say_wrong(&format!("commonpool: {error}"));
    ExitCode::FAILURE
}
