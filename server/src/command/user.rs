//! `user add`.

use std::io::Read;
use std::process::ExitCode;

use domain::access::Role;
use market::installation::{self, InstallationKind};
use market::person::{self, AddUser};

use super::{Ended, open, run_by, say, told};
use crate::cli;
use crate::settings::Settings;

/// Adds a person, or gives one another role.
pub async fn add(settings: &Settings, add: cli::AddUser) -> Ended {
    let market = run_by(&open(settings).await?, add.run_by).await?;
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    let role = Role::from_code(&add.role)
        .ok_or_else(|| format!("no role {:?}; there are {}", add.role, known.join(", ")))?;
    installation::claim(&market, InstallationKind::Real).await.map_err(|f| told(&f))?;
    let organisation = installation::organisation_for(&market, role, add.organisation.as_deref())
        .await
        .map_err(|failure| told(&failure))?;
    let password = if add.password_stdin {
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password)?;
        Some(password.trim_end_matches(['\r', '\n']).to_owned())
    } else {
        None
    };
    let by_mail = password.is_none();
    let order_limit_pence = add.limit.map(|pounds| i64::from(pounds) * 100);
    let user = AddUser {
        email: add.email.clone(),
        name: add.name,
        password,
        organisation,
        role,
        order_limit_pence,
    };
    let person = person::add_user(&market, user).await.map_err(|failure| told(&failure))?;
    say(&format!("{} may sign in ({person}).", add.email));
    if by_mail {
        say("They choose a password at the sign-in page, under “I have forgotten my password”.");
    }
    Ok(ExitCode::SUCCESS)
}
