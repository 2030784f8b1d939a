//! Writing a deal: one page with what is usual filled in.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use domain::calendar::{is_working_day_england, london_day, london_time};
use domain::deal::{ProposedTerms, Unit};
use domain::vat::VatReason;
use domain::{Failure, Pence};
use market::deal::{
    ChangeDraft, DraftDeal, NewDraft, ProviderChoice, change_draft, draft_deal, draft_shown,
    providers,
};
use market::service::Provider;

use super::draft_form::{self, STEPS_MAX, Where};
use crate::web::{Answer, Ask, Form, Typed};

/// A new deal's form.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    let known = providers(ask.market(), ask.actor()?).await?;
    let form = usual(ask.market().now());
    Ok(draft_form::page(Where::New, known, ask.form_key(), Typed::fresh(form)).into())
}

/// Keeps a new draft.
pub async fn create(ask: Ask) -> Result<Answer, Failure> {
    let known = providers(ask.market(), ask.actor()?).await?;
    let outcome = match draft_form::read(&ask.form, ask.market().now()) {
        Ok(draft) => {
            let new = NewDraft { draft, key: ask.form.key()? };
            draft_deal(ask.market(), ask.actor()?, new).await
        }
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match outcome {
        Ok(id) => Ok(Answer::see_other(format!("/deals/{id}"))),
        Err(failure) => refused(Where::New, known, ask, failure),
    }
}

/// A draft's form.
pub async fn edit(ask: Ask) -> Result<Answer, Failure> {
    let id = ask.part("deal")?;
    let shown = draft_shown(ask.market(), ask.actor()?, id).await?;
    let known = providers(ask.market(), ask.actor()?).await?;
    let typed = Typed::fresh(written(shown.draft));
    let at = Where::Draft { deal: id, version: shown.version };
    Ok(draft_form::page(at, known, String::new(), typed).into())
}

/// Keeps what was changed.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let deal = ask.part("deal")?;
    let shown = draft_shown(ask.market(), ask.actor()?, deal).await?;
    let known = providers(ask.market(), ask.actor()?).await?;
    let version = ask.form.get("version").parse().unwrap_or(shown.version);
    let outcome = match draft_form::read(&ask.form, ask.market().now()) {
        Ok(to) => change_draft(ask.market(), ask.actor()?, ChangeDraft { deal, version, to }).await,
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/deals/{deal}"))),
        Err(failure) => refused(Where::Draft { deal, version }, known, ask, failure),
    }
}

fn refused(at: Where, known: Vec<Provider>, ask: Ask, failure: Failure) -> Result<Answer, Failure> {
    let key = ask.form_key();
    Ok(draft_form::page(at, known, key, Typed::refused(ask.form, failure)?).into())
}

/// What is usual: per pupil, least three schools, open for four weeks until 5pm of a working day,
/// two years from the next April or September, VAT at the standard rate.
fn usual(now: DateTime<Utc>) -> Form {
    let today = london_day(now);
    let mut closes = today.checked_add_days(Days::new(28)).unwrap_or(today);
    for _ in 0..14 {
        if is_working_day_england(closes) {
            break;
        }
        closes = closes.succ_opt().unwrap_or(closes);
    }
    let starts = next_start(closes);
    let mut fields = vec![
        ("unit", Unit::Pupil.code().to_owned()),
        ("from_1", "0".to_owned()),
        ("quorum_schools", "3".to_owned()),
        ("closes_time", "17:00".to_owned()),
        ("months", "24".to_owned()),
        ("fee", "0".to_owned()),
        ("vat", VatReason::Standard.code().to_owned()),
        ("provider", draft_form::NEW_PROVIDER.to_owned()),
    ];
    fields.extend(date_fields(CLOSES, closes));
    fields.extend(date_fields(STARTS, starts));
    form_of(fields)
}

/// The first of the April or September that leaves two months to change over.
fn next_start(closes: NaiveDate) -> NaiveDate {
    let ready = closes.checked_add_months(Months::new(2)).unwrap_or(closes);
    let of = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
    let year = ready.year();
    [of(year, 4), of(year, 9), of(year.saturating_add(1), 4)]
        .into_iter()
        .flatten()
        .find(|day| *day >= ready)
        .unwrap_or(ready)
}

const CLOSES: [&str; 3] = ["closes-day", "closes-month", "closes-year"];
const STARTS: [&str; 3] = ["starts_on-day", "starts_on-month", "starts_on-year"];

fn date_fields(names: [&'static str; 3], day: NaiveDate) -> Vec<(&'static str, String)> {
    let [d, m, y] = names;
    vec![(d, day.day().to_string()), (m, day.month().to_string()), (y, day.year().to_string())]
}

/// A draft as its form shows it.
fn written(draft: DraftDeal) -> Form {
    let terms: &ProposedTerms = &draft.terms;
    let bare = |amount: Pence| amount.to_string().trim_start_matches('£').to_owned();
    let provider = match &draft.provider {
        ProviderChoice::Known(id) => id.to_string(),
        ProviderChoice::New(_) => draft_form::NEW_PROVIDER.to_owned(),
    };
    let mut fields = vec![
        ("title", draft.title.clone()),
        ("category", draft.category.code().to_owned()),
        ("provider", provider),
        ("description", draft.description.clone()),
        ("unit", terms.unit.code().to_owned()),
        ("quorum_schools", terms.quorum.schools.map_or_else(String::new, |n| n.to_string())),
        ("closes_time", london_time(terms.closes_at).format("%H:%M").to_string()),
        ("months", terms.months.to_string()),
        ("fee", terms.fee.to_string().trim_end_matches('%').to_owned()),
        ("vat", draft.vat.code().to_owned()),
    ];
    fields.extend(date_fields(CLOSES, london_day(terms.closes_at)));
    fields.extend(date_fields(STARTS, terms.starts_on));
    for (step, (from, price)) in terms.steps.iter().take(STEPS_MAX).zip(draft_form::STEP_FIELDS) {
        fields.push((from, step.from.to_string()));
        fields.push((price, bare(step.unit_price.pence())));
    }
    form_of(fields)
}

fn form_of(fields: Vec<(&'static str, String)>) -> Form {
    Form::of(fields.iter().map(|(name, value)| (*name, value.as_str())))
}

/// When a deal closes on a day unless somebody says otherwise.
pub(super) fn usual_time() -> NaiveTime {
    NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default()
}
