//! `serve` and `demo`.

use std::process::ExitCode;
use std::sync::Arc;

use market::Market;
use market::installation::{self, InstallationKind};

use super::{Ended, open, say, told};
use crate::post::PostOffice;
use crate::serve::{Start, public_url, start};
use crate::settings::Settings;

/// Serves real data until told to stop.
pub async fn serve(settings: &Settings) -> Ended {
    let market = open(settings).await?;
    installation::claim(&market, InstallationKind::Real).await.map_err(|f| told(&f))?;
    run(settings, market, false).await
}

/// Makes the demo world where there is none, and serves it.
pub async fn demo(settings: &Settings, load_only: bool) -> Ended {
    let market = open(settings).await?;
    installation::claim(&market, InstallationKind::Demo).await.map_err(|f| told(&f))?;
    match demo::world(&market).await.map_err(|f| told(&f))? {
        demo::World::Ready => {}
        demo::World::Missing => make_world(&market).await?,
        demo::World::CutOff => {
            return Err("Making the demo world was cut off half way, and it cannot be taken up \
                        again. Delete this database, or name a new one, and start once more."
                .into());
        }
    }
    if load_only {
        return Ok(ExitCode::SUCCESS);
    }
    run(settings, market, true).await
}

async fn make_world(market: &Market) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    say("Making the demo world …");
    let begun = std::time::Instant::now();
    demo::load(market, &|done| say(&format!("  {done}"))).await.map_err(|f| told(&f))?;
    say(&format!("The demo world is ready ({} seconds).", begun.elapsed().as_secs()));
    Ok(())
}

async fn run(settings: &Settings, market: Market, demo: bool) -> Ended {
    let url = public_url(settings);
    let post = PostOffice::open(&settings.mail, &settings.mail_from, url.clone())?;
    let running = start(Start {
        market: market.clone(),
        post: Arc::new(post),
        listen: settings.listen,
        public_url: url.clone(),
        site: settings.site.clone(),
        behind_proxy: settings.behind_proxy,
        demo,
    })
    .await?;
    say(&format!("Commonpool is at {url} (listening on {})", running.address));
    if demo {
        say_whom_to_be(&market, &url).await?;
    }
    until_told().await?;
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Whom one can sign in as, in the order of the tour.
async fn say_whom_to_be(
    market: &Market,
    url: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    say(&format!("Sign in with one click at {url}/demo as"));
    for line in crate::tour::in_lines(market).await.map_err(|f| told(&f))? {
        say(&format!("  {line}"));
    }
    Ok(())
}

/// Waits for Ctrl-C, or for the signal that service managers send.
async fn until_told() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done,
        _ = terminate.recv() => Ok(()),
    }
}
