//! `import services`.

use std::path::PathBuf;

use domain::vat::VatReason;
use market::installation::{self, InstallationKind};
use market::service::{ImportChoice, ImportedServices, import_for_owner};

use super::super::{Ended, open, partnership, run_by, say, say_wrong, told};
use super::{tell_wrong, told_of_list};
use crate::cli::RunBy;
use crate::settings::Settings;

/// What the command line asked for.
pub(super) struct Asked {
    /// The price list.
    pub file: PathBuf,
    /// The partnership's part of an address.
    pub partnership: String,
    /// The code of the reason to give where the VAT has to be answered.
    pub vat: Option<String>,
    /// Whether new services stay drafts.
    pub drafts: bool,
    /// Who runs this.
    pub run_by: RunBy,
}

/// Brings in a partnership's price list. Rows that cannot be used are told one by one, by line and
/// column; the others are brought in.
pub(super) async fn run(settings: &Settings, asked: Asked) -> Ended {
    let contents = std::fs::read(&asked.file)
        .map_err(|error| format!("{} cannot be read: {error}", asked.file.display()))?;
    let vat = asked.vat.as_deref().map(reason).transpose()?;
    let market = run_by(&open(settings).await?, asked.run_by).await?;
    installation::claim(&market, InstallationKind::Real).await.map_err(|f| told(&f))?;
    let partnership = partnership(&market, &asked.partnership).await?;
    let choice = ImportChoice { on_sale: !asked.drafts, vat };
    let done = import_for_owner(&market, partnership, &contents.into(), choice).await;
    let done = done.map_err(|failure| told_of_list(&failure))?;
    tell(&done);
    Ok(super::ended(done.rejected.len()))
}

fn reason(code: &str) -> Result<VatReason, String> {
    VatReason::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = VatReason::ALL.iter().map(|reason| reason.code()).collect();
        format!("no VAT reason {code:?}; there are {}", known.join(", "))
    })
}

fn tell(done: &ImportedServices) {
    tell_wrong(&done.rejected);
    for row in &done.noted {
        if let Some(parts) = app::words::parts_outside(&row.kept, &row.lost) {
            say_wrong(&format!("line {}, {}: {parts}", row.line, row.title));
        }
    }
    say(&app::words::service::imported(done));
    if done.not_on_sale > 0 {
        say(&format!(
            "{} not on sale: settle their VAT first, or they are drafts",
            done.not_on_sale
        ));
    }
}
