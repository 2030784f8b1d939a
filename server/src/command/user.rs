//! `user add`, `user forget-code` and `user erase`.

use std::io::Read;
use std::process::ExitCode;

use domain::Failure;
use domain::access::Role;
use market::installation::{self, InstallationKind};
use market::person::{self, AddUser, Erased};

use super::{Ended, open, run_by, say, say_wrong, told};
use crate::cli;
use crate::settings::Settings;

/// Adds a person, or gives one another role.
pub async fn add(settings: &Settings, add: cli::AddUser) -> Ended {
    let market = run_by(&open(settings).await?, add.run_by).await?;
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    let role = Role::from_code(&add.role)
        .ok_or_else(|| format!("no role {:?}; there are {}", add.role, known.join(", ")))?;
    installation::claim(&market, InstallationKind::Real).await.map_err(|f| told(&f))?;
    let organisation = match &add.council {
        Some(name) => installation::council(&market, name).await,
        None => installation::organisation_for(&market, role, add.organisation.as_deref()).await,
    };
    let organisation = organisation.map_err(|failure| match (failure, &add.organisation) {
        (Failure::NotFound, Some(slug)) => format!("there is no organisation {slug:?}").into(),
        (other, _) => told(&other),
    })?;
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

/// Lets somebody in again without a code from a phone that is lost.
pub async fn forget_code(settings: &Settings, email: &str, by: cli::RunBy) -> Ended {
    let market = run_by(&open(settings).await?, by).await?;
    let forgotten = person::forget_second_factor(&market, email).await;
    forgotten.map_err(|failure| match failure {
        Failure::NotFound => format!("nobody with the address {email} has set up a code").into(),
        other => told(&other),
    })?;
    say(&format!(
        "{email} is signed out everywhere and signs in with the password alone. Before they \
         approve or change bank details they set up a code anew."
    ));
    Ok(ExitCode::SUCCESS)
}

/// Erases what is known of a person, after the address was typed once more.
pub async fn erase(settings: &Settings, email: &str, by: cli::RunBy) -> Ended {
    let market = run_by(&open(settings).await?, by).await?;
    say(&format!(
        "This closes the account of {email} and erases the name and the address, also from beside \
         the audit trail. It cannot be undone. Orders, signatures and payments stay, without the \
         name once six years have passed."
    ));
    say("Type the address again to erase it:");
    let mut again = String::new();
    std::io::stdin().read_line(&mut again)?;
    if !again.trim().eq_ignore_ascii_case(email.trim()) {
        say_wrong("That is not the same address. Nothing was erased.");
        return Ok(ExitCode::FAILURE);
    }
    let erased = person::erase(&market, email).await;
    let erased = erased.map_err(|failure| match failure {
        Failure::NotFound => format!("nothing is known of {email}").into(),
        other => told(&other),
    })?;
    tell(&erased);
    Ok(ExitCode::SUCCESS)
}

fn tell(erased: &Erased) {
    let Erased { accounts, values, others, name_kept, left_alone } = erased;
    say(&format!(
        "Erased: {accounts} account, {values} values beside the trail, {others} invitations, \
         requests and messages."
    ));
    if *name_kept {
        say("The name stays beside what they signed or ordered in the last six years.");
    }
    if *left_alone {
        say_wrong("An organisation has nobody left who may say who belongs to it: add somebody.");
    }
}
