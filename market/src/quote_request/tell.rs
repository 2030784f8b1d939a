//! Letters about a request for quotes: to those who are asked, and to the school. None of them has
//! anything of an answer that is sealed.

use domain::Failure;
use domain::access::Action;
use domain::id::{OrganisationId, SupplierId};
use domain::quote_request::link_ends;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored::{ANSWERED, Stored};
use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail, QuoteNews, QuoteTold};
use crate::person::{digest_of, new_secret, tell_each, who_may};

/// A supplier who is written to.
pub(super) enum Addressee {
    /// Whoever answers for a provider.
    Provider { supplier: SupplierId, provider: OrganisationId },
    /// Somebody outside, with the secret of the link where it is known: in the first letter. A later one
    /// gets a link of its own.
    Outside { supplier: SupplierId, name: String, email: String, secret: Option<String> },
}

impl Addressee {
    pub const fn provider(supplier: SupplierId, provider: OrganisationId) -> Self {
        Self::Provider { supplier, provider }
    }

    pub fn outside(supplier: SupplierId, name: &str, email: &str, secret: Option<String>) -> Self {
        Self::Outside { supplier, name: name.to_owned(), email: email.to_owned(), secret }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    provider_id: Option<Uuid>,
    name: String,
    email: Option<String>,
}

/// Those who were asked; only those whose answer stands, where asked for.
pub(super) async fn addressees(
    r: &Reader,
    stored: &Stored,
    who_answered: bool,
) -> Result<Vec<(SupplierId, Addressee)>, Failure> {
    let answered = if who_answered { format!("AND {ANSWERED}") } else { String::new() };
    let sql = format!(
        "SELECT s.id, s.provider_id, s.name, s.email FROM quote_supplier s \
         WHERE s.request_id = $1 {answered} ORDER BY s.position"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [stored.id.uuid().into()]).await?;
    let one = |row: Row| {
        let id = SupplierId::from_uuid(row.id);
        let addressee = match (row.provider_id, row.email) {
            (Some(provider), _) => Addressee::provider(id, OrganisationId::from_uuid(provider)),
            (None, Some(email)) => Addressee::outside(id, &row.name, &email, None),
            (None, None) => return None,
        };
        Some((id, addressee))
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

fn about(stored: &Stored, news: &QuoteNews, path: Option<String>) -> About {
    About::Quotes(QuoteTold {
        news: news.clone(),
        title: stored.terms.title.clone(),
        school: stored.school_name.clone(),
        closes_at: stored.terms.closes_at,
        path,
    })
}

/// Tells suppliers.
pub(super) async fn suppliers(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    told: &[Addressee],
    news: &QuoteNews,
) -> Result<(), Failure> {
    for addressee in told {
        match addressee {
            Addressee::Provider { supplier, provider } => {
                let people = who_may(w, *provider, Action::AnswerSchools, market.today()).await?;
                let path = Some(format!("/quotes/asked/{supplier}"));
                tell_each(market, w, people, &about(stored, news, path)).await?;
            }
            Addressee::Outside { supplier, name, email, secret } => {
                let secret = match secret {
                    Some(first) => Some(first.clone()),
                    None => another_link(market, w, stored, *supplier).await?,
                };
                let path = secret.map(|secret| format!("/quote?token={secret}"));
                let about = about(stored, news, path);
                let mail = Mail { to: email.clone(), name: name.clone(), about };
                job::enqueue(market, w, &Job::SendMail(mail)).await?;
            }
        }
    }
    Ok(())
}

/// Makes a further link of a supplier outside, and gives its secret: of those before only digests are
/// kept. It ends when the first does; nothing is made where that is past.
async fn another_link(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    supplier: SupplierId,
) -> Result<Option<String>, Failure> {
    if market.now() >= link_ends(stored.terms.closes_at) {
        return Ok(None);
    }
    let secret = new_secret(market);
    let sql = "INSERT INTO quote_link (token_hash, supplier_id) VALUES ($1, $2)";
    let values: [Value; 2] = [digest_of(&secret).into(), supplier.uuid().into()];
    w.execute_one(sql, values).await?;
    Ok(Some(secret))
}

/// Tells those who buy for the school.
pub(super) async fn school(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    news: &QuoteNews,
) -> Result<(), Failure> {
    let people = who_may(w, stored.school, Action::PlaceOrder, market.today()).await?;
    let path = Some(format!("/quotes/{}", stored.id));
    tell_each(market, w, people, &about(stored, news, path)).await
}
