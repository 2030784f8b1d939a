//! Who may do what: the table of roles and actions as a page, made from the table itself.

use domain::Failure;
use domain::access::{Action, Capacity, Role, allowed};
use domain::people::{FIRST_ORDER_LIMIT, has_limit};
use leptos::prelude::*;

use crate::parts::{
    Cell, ColumnHead, HiddenWords, Lead, Narrow, Prose, Section, SummaryList, SummaryRow, Table,
    TableRow, Tag, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::{self, people::does};

/// The page.
pub async fn show(_ask: Ask) -> Result<Answer, Failure> {
    let page = Page::new("Who may do what", || {
        let tables = Capacity::ALL.iter().copied().map(section).collect_view();
        view! {
            <Title text="Who may do what"/>
            <Lead>
                "What somebody may do follows from the roles they hold in the organisation they act for, and from nothing \
                 else. Somebody with several roles may do what any of them allows."
            </Lead>
            {rules()}
            <Section id="roles" title="The roles">
                <SummaryList rows=roles() label="The roles"/>
            </Section>
            {tables}
        }
    });
    Ok(page.paper("Who may do what").into())
}

/// What no table of roles says.
fn rules() -> impl IntoView {
    let first = words::pounds(FIRST_ORDER_LIMIT);
    let limited: Vec<String> = Role::ALL
        .iter()
        .filter(|role| has_limit(**role))
        .map(|role| words::role(*role).to_lowercase())
        .collect();
    let limited = limited.join(" or ");
    view! {
        <Section id="rules" title="What holds for everybody">
            <Prose>
                <ul>
                    <li>
                        {format!(
                            "A limit is the most that one {limited} may order or approve alone, including VAT. What is \
                             above it waits for an approver with a higher limit or none. A school’s first buyer begins \
                             with {first}.",
                        )}
                    </li>
                    <li>"Nobody approves their own request, whatever their role."</li>
                    <li>
                        "A school may lay down that its governors’ approver agrees as well above an amount. It takes an \
                         approver first and the governors’ approver then, who are two people."
                    </li>
                    <li>
                        "An approver who is away may name a deputy for some days. The deputy approves in their place, up to \
                         their limit, and does nothing else by it."
                    </li>
                    <li>
                        "What is marked “needs a code” is done only by somebody who gave a code from their phone beside \
                         their password: it binds the school or says where money goes."
                    </li>
                    <li>
                        "Where money goes is asked for by one person of the partnership and holds once a second one has \
                         confirmed it."
                    </li>
                    <li>
                        "A council’s commissioner says who belongs to the council. Whoever holds that role in a partnership \
                         reads there, and says that of nobody."
                    </li>
                    <li>"The operator of the installation is added by its owner, by command line."</li>
                    <li>"An auditor reads everything of one organisation and changes nothing."</li>
                    <li>"An operator sees no school’s, partnership’s or provider’s business."</li>
                    <li>"Every change stands in the audit trail with who made it, and for whom."</li>
                </ul>
            </Prose>
        </Section>
    }
}

fn roles() -> Vec<SummaryRow> {
    let row = |role: &Role| {
        let may_anything = Action::ALL.iter().any(|action| allowed(*role, *action));
        let does = if may_anything { does(*role) } else { "May do nothing here for now" };
        SummaryRow::new(words::role(*role), does)
    };
    Role::ALL.iter().map(row).collect()
}

/// The roles that may do anything in a capacity, and its actions, each with whether each may.
fn table_of(capacity: Capacity) -> (Vec<Role>, Vec<(Action, Vec<bool>)>) {
    let actions = Action::ALL.iter().copied().filter(|action| action.capacity() == capacity);
    let actions: Vec<Action> = actions.collect();
    let any = |role: &Role| actions.iter().any(|action| allowed(*role, *action));
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(any).collect();
    let may = |action: Action| roles.iter().map(|role| allowed(*role, action)).collect();
    let rows = actions.iter().map(|action| (*action, may(*action))).collect();
    (roles, rows)
}

fn section(capacity: Capacity) -> impl IntoView {
    let (title, means) = words::capacity(capacity);
    let (roles, rows) = table_of(capacity);
    let heads = roles.iter().map(|role| ColumnHead::words(words::role(*role)));
    let columns = std::iter::once(ColumnHead::words("May")).chain(heads).collect();
    let rows = rows.into_iter().map(|(action, may)| row(action, &may)).collect();
    view! {
        <Section id=capacity.code() title>
            <p>{means}</p>
            <Table caption=format!("Who may do what {}", title.to_lowercase()) quiet_caption=true columns rows
                narrow=Narrow::Scroll/>
        </Section>
    }
}

fn row(action: Action, may: &[bool]) -> TableRow {
    let words = words::may(action);
    let named = if action.needs_second_factor() {
        Cell::view(view! { {words}" "<Tag text="needs a code"/> })
    } else {
        Cell::from(words)
    };
    let cells = may.iter().map(|may| {
        if *may {
            Cell::from("Yes")
        } else {
            Cell::view(view! { <span aria-hidden="true">"–"</span><HiddenWords text="No"/> })
        }
    });
    TableRow::new(std::iter::once(named).chain(cells).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in each cell of a row of the page, tags taken out.
    fn cells(row: &str) -> Vec<String> {
        let texts = row.split("</th>").flat_map(|part| part.split("</td>"));
        let bare = |cell: &str| -> String {
            let inside =
                cell.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text));
            inside.collect()
        };
        texts.map(bare).filter(|text| !text.trim().is_empty()).collect()
    }

    #[test]
    fn the_page_says_of_every_role_and_action_what_the_table_says() {
        let mut shown = 0;
        for capacity in Capacity::ALL {
            let html = crate::shell::fragment(|| section(*capacity));
            let mut rows = html.split("<tr").skip(1);
            let heads = cells(rows.next().unwrap());
            for row in rows {
                let row = cells(row);
                let action = Action::ALL.iter().find(|action| {
                    let words = words::may(**action);
                    row[0] == words || row[0] == format!("{words} needs a code")
                });
                let action = action.unwrap_or_else(|| panic!("{row:?}"));
                assert_eq!(row[0].ends_with("needs a code"), action.needs_second_factor());
                assert_eq!(row.len(), heads.len());
                for role in Role::ALL {
                    let column = heads.iter().position(|head| head == words::role(*role));
                    let says = column.is_some_and(|column| row[column] == "Yes");
                    assert_eq!(says, allowed(*role, *action), "{role:?} {action:?}");
                    shown += 1;
                }
            }
        }
        assert_eq!(shown, Role::ALL.len() * Action::ALL.len());
    }
}
