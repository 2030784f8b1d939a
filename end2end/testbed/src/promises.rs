//! What must be true of every database at every moment, told from behind the market's back: no day
//! sold twice, no penny adrift, no number missing, nothing counted twice.

use sea_orm::{ConnectionTrait, Database as Connect, Statement};

use crate::Database;

/// A promise, and the statement that counts what breaks it.
type Promise = (&'static str, &'static str);

/// All of them. Each statement runs on both databases.
const PROMISES: &[Promise] = &[
    (
        "a line that is booked by the day holds that day of that person",
        "SELECT COUNT(*) AS n FROM order_line l JOIN school_order o ON o.id = l.order_id \
         WHERE l.day IS NOT NULL AND l.state <> 'cancelled' AND o.state <> 'declined' \
         AND NOT EXISTS (SELECT 1 FROM pool_day d WHERE d.order_line_id = l.id AND d.day = l.day \
           AND d.practitioner_id = l.practitioner_id)",
    ),
    (
        "a day that is held is held by a line that stands, or by an offer",
        "SELECT COUNT(*) AS n FROM pool_day d WHERE d.order_line_id IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM order_line l JOIN school_order o ON o.id = l.order_id \
           WHERE l.id = d.order_line_id AND l.state <> 'cancelled' AND o.state <> 'declined') \
         AND NOT EXISTS (SELECT 1 FROM pool_waiting w WHERE w.held_as = d.order_line_id \
           AND w.offered_on = d.day AND w.pool_id = d.pool_id AND w.state = 'offered') \
         AND NOT EXISTS (SELECT 1 FROM renewal_day x JOIN renewal n ON n.id = x.renewal_id \
           WHERE x.held_as = d.order_line_id AND x.day = d.day AND x.state = 'held' \
           AND x.practitioner_id = d.practitioner_id AND n.state = 'offered')",
    ),
    (
        "an offer of a day holds that day",
        "SELECT COUNT(*) AS n FROM pool_waiting w WHERE w.state = 'offered' AND NOT EXISTS \
         (SELECT 1 FROM pool_day d WHERE d.order_line_id = w.held_as AND d.day = w.offered_on)",
    ),
    (
        "what is offered for the next school year holds its days",
        "SELECT COUNT(*) AS n FROM renewal_day x WHERE x.state = 'held' AND NOT EXISTS \
         (SELECT 1 FROM pool_day d WHERE d.order_line_id = x.held_as AND d.day = x.day \
           AND d.practitioner_id = x.practitioner_id)",
    ),
    (
        "a question waits where the school wrote last, and has as many messages as it says",
        "SELECT COUNT(*) AS n FROM enquiry e JOIN enquiry_message m ON m.id = e.newest_id \
         WHERE (e.state <> 'closed' AND (e.state = 'waiting') <> (m.side = 'school')) \
         OR m.number <> (SELECT COUNT(*) FROM enquiry_message a WHERE a.enquiry_id = e.id)",
    ),
    (
        "no quote came at its deadline or after it, and none is chosen that does not stand",
        "SELECT COUNT(*) AS n FROM quote_request r JOIN quote_supplier s ON s.request_id = r.id \
         JOIN quote_bid b ON b.supplier_id = s.id WHERE b.came_at >= r.closes_at \
         OR (r.chosen_id = s.id AND b.net_pence IS NULL AND b.number = (SELECT MAX(n.number) \
           FROM quote_bid n WHERE n.supplier_id = s.id))",
    ),
    (
        "as much of a package is taken as lines that count have of it",
        "SELECT COUNT(*) AS n FROM package_part p WHERE p.taken <> (SELECT COALESCE(SUM(l.quantity), 0) \
           FROM order_line l JOIN school_order o ON o.id = l.order_id \
           WHERE l.package_order_id = p.order_id AND l.service_id = p.service_id \
           AND l.state <> 'cancelled' AND o.state NOT IN ('declined', 'cancelled'))",
    ),
    (
        "as many places of an event are held as its lines and its offers have",
        "SELECT COUNT(*) AS n FROM event e WHERE e.taken <> (SELECT COUNT(*) FROM event_place p \
           WHERE p.event_id = e.id AND p.released_at IS NULL) + (SELECT COALESCE(SUM(w.places), 0) \
           FROM event_waiting w WHERE w.event_id = e.id AND w.state = 'offered')",
    ),
    (
        "a place that is held is held by a line that stands",
        "SELECT COUNT(*) AS n FROM event_place p WHERE p.released_at IS NULL AND NOT EXISTS \
         (SELECT 1 FROM order_line l JOIN school_order o ON o.id = l.order_id \
           WHERE l.id = p.order_line_id AND l.state <> 'cancelled' AND o.state <> 'declined')",
    ),
    (
        "an order that stands comes to the sum of its lines that stand",
        "SELECT COUNT(*) AS n FROM school_order o WHERE o.state IN ('placed', 'completed') \
         AND o.net_pence <> (SELECT COALESCE(SUM(l.net_pence), 0) FROM order_line l \
           WHERE l.order_id = o.id AND l.state <> 'cancelled')",
    ),
    (
        "an invoice comes to the sum of its lines, and each to what its order line says",
        "SELECT COUNT(*) AS n FROM invoice i WHERE i.net_pence <> \
           (SELECT SUM(l.net_pence) FROM invoice_line l WHERE l.invoice_id = i.id) \
         OR EXISTS (SELECT 1 FROM invoice_line l JOIN order_line o ON o.id = l.order_line_id \
           WHERE l.invoice_id = i.id AND (l.net_pence <> o.net_pence OR o.state <> 'invoiced'))",
    ),
    (
        "a line that is said to be invoiced stands on an invoice",
        "SELECT COUNT(*) AS n FROM order_line o WHERE o.state = 'invoiced' AND NOT EXISTS \
         (SELECT 1 FROM invoice_line l WHERE l.order_line_id = o.id)",
    ),
    (
        "a line is in dispute as long as a dispute about it stands",
        "SELECT (SELECT COUNT(*) FROM order_line l WHERE l.disputed_in IS NOT NULL AND NOT EXISTS \
           (SELECT 1 FROM dispute d WHERE d.id = l.dispute_id AND d.state <> 'settled')) \
         + (SELECT COUNT(*) FROM dispute d WHERE d.state <> 'settled' AND NOT EXISTS \
           (SELECT 1 FROM order_line l WHERE l.dispute_id = d.id AND l.disputed_in = l.state)) AS n",
    ),
    (
        "the invoices of a seller are numbered from one without a gap",
        "SELECT COUNT(*) AS n FROM (SELECT partnership_id, COUNT(*) AS many, MIN(sequence) AS low, \
           MAX(sequence) AS high FROM invoice GROUP BY partnership_id) i \
         WHERE i.low <> 1 OR i.high <> i.many",
    ),
    (
        "what a school owes for an invoice is what the books say of it",
        "SELECT COUNT(*) AS n FROM invoice i WHERE \
           (SELECT COALESCE(SUM(CASE WHEN d.kind = 'school_receivable' THEN t.amount_pence \
                WHEN c.kind = 'school_receivable' THEN -t.amount_pence ELSE 0 END), 0) \
            FROM ledger_transfer t JOIN ledger_account d ON d.id = t.debit_account_id \
            JOIN ledger_account c ON c.id = t.credit_account_id \
            WHERE t.invoice_id = i.id AND t.state = 'posted') \
           <> i.gross_pence - i.credited_gross_pence - i.paid_pence \
         OR (i.state = 'issued') <> (i.gross_pence - i.credited_gross_pence - i.paid_pence > 0)",
    ),
    (
        "the sums of savings are those of their entries",
        "SELECT COUNT(*) AS n FROM (SELECT partnership_id, school_id, category, year_starts_on, \
             stage, cashability, basis, SUM(amount_pence) AS amount, COUNT(*) AS entries \
           FROM saving_entry GROUP BY partnership_id, school_id, category, year_starts_on, stage, \
             cashability, basis) e \
         LEFT JOIN saving_sum s ON s.partnership_id = e.partnership_id \
           AND s.school_id = e.school_id AND s.category = e.category \
           AND s.year_starts_on = e.year_starts_on AND s.stage = e.stage \
           AND s.cashability = e.cashability AND s.basis = e.basis \
         WHERE s.amount_pence IS NULL OR s.amount_pence <> e.amount OR s.entries <> e.entries",
    ),
    (
        "a sum of savings has entries under it",
        "SELECT COUNT(*) AS n FROM saving_sum s WHERE s.entries <> (SELECT COUNT(*) \
           FROM saving_entry e WHERE s.partnership_id = e.partnership_id \
           AND s.school_id = e.school_id AND s.category = e.category \
           AND s.year_starts_on = e.year_starts_on AND s.stage = e.stage \
           AND s.cashability = e.cashability AND s.basis = e.basis)",
    ),
    (
        "a reversal takes back exactly what was entered",
        "SELECT COUNT(*) AS n FROM saving_entry r JOIN saving_entry e ON e.id = r.reverses_id \
         WHERE r.amount_pence <> -e.amount_pence OR r.stage <> e.stage \
         OR r.school_id <> e.school_id OR r.category <> e.category",
    ),
    (
        "a saving is counted once: one entry of a line or a signature, and of its part, stands",
        "SELECT COUNT(*) AS n FROM (SELECT COUNT(*) AS many FROM saving_entry e \
         WHERE e.reverses_id IS NULL AND NOT EXISTS \
           (SELECT 1 FROM saving_entry r WHERE r.reverses_id = e.id) \
         GROUP BY e.order_line_id, e.commitment_id, e.part) x WHERE x.many > 1",
    ),
    (
        "nothing is saved by what was cancelled",
        "SELECT COUNT(*) AS n FROM saving_entry e JOIN order_line l ON l.id = e.order_line_id \
         WHERE l.state = 'cancelled' AND e.reverses_id IS NULL AND NOT EXISTS \
           (SELECT 1 FROM saving_entry r WHERE r.reverses_id = e.id)",
    ),
    (
        "what schools share binds them once each has agreed to its portion, and portions come to the cost",
        "SELECT COUNT(*) AS n FROM sharing x WHERE x.state = 'bound' AND (x.net_pence <> \
           (SELECT COALESCE(SUM(y.portion_net_pence), 0) FROM sharing_school y \
            WHERE y.sharing_id = x.id AND y.state = 'agreed') \
         OR EXISTS (SELECT 1 FROM sharing_school y WHERE y.sharing_id = x.id \
            AND y.state IN ('joins', 'asked')) \
         OR EXISTS (SELECT 1 FROM sharing_school y WHERE y.sharing_id = x.id AND y.state = 'agreed' \
            AND NOT EXISTS (SELECT 1 FROM sharing_consent c WHERE c.sharing_id = x.id \
            AND c.school_id = y.school_id AND c.round = x.round \
            AND c.portion_net_pence = y.portion_net_pence)))",
    ),
    (
        "a school is in a deal once",
        "SELECT COUNT(*) AS n FROM (SELECT COUNT(*) AS many FROM commitment \
         WHERE withdrawn_at IS NULL GROUP BY deal_id, school_id) x WHERE x.many > 1",
    ),
    (
        "a school is a member of a partnership once on any day",
        "SELECT COUNT(*) AS n FROM membership a JOIN membership b \
         ON b.partnership_id = a.partnership_id AND b.organisation_id = a.organisation_id \
         AND b.id > a.id AND (a.ends_on IS NULL OR a.ends_on >= b.starts_on) \
         AND (b.ends_on IS NULL OR b.ends_on >= a.starts_on)",
    ),
];

/// Fails where a promise is broken, with all that are.
pub async fn hold(database: &Database) {
    let connection = Connect::connect(database.url()).await.expect("the database");
    let mut broken = Vec::new();
    for (promise, sql) in PROMISES {
        let asked = Statement::from_string(connection.get_database_backend(), *sql);
        let row = connection.query_one_raw(asked).await.expect(promise);
        let many: i64 = row.expect("a row").try_get("", "n").expect("a count");
        if many > 0 {
            broken.push(format!("{promise}: broken {many} times"));
        }
    }
    connection.close().await.expect("closed");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
