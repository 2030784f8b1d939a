//! The parts that a list of services is put together from: what a school can buy through each of its
//! partnerships, and what others have opened to it; for everybody else one part.

use domain::access::Capacity;
use domain::id::OrganisationId;
use domain::price::BuyerStanding;

use super::audience::{Audience, Reach, SchoolAudience};
use super::browse::Browse;
use super::conditions::delivered_in;
use crate::db::Parameters;

/// Whose services a part is of, and whose price they have in it.
pub(super) struct Part {
    /// Its own conditions.
    pub own: Vec<String>,
    /// The partnership it is of; none where it is of all.
    pub partnership: Option<OrganisationId>,
    pub standing: BuyerStanding,
    /// Whether its own conditions leave so few services that one begins with them.
    few: bool,
    /// What gives the services that are open to the school, where it is of these.
    opened: Option<String>,
    /// What gives the few services from which the list is drawn, where it is drawn from a few.
    pub among: Option<String>,
}

impl Part {
    /// Services with their prices. A cross join is read in the order in which it is written, so that
    /// no statistics are needed to begin at the right end.
    pub(super) fn priced(&self) -> String {
        match &self.opened {
            Some(_) => format!("{} CROSS JOIN listed_price p", self.services()),
            None if self.few => "service s CROSS JOIN listed_price p".to_owned(),
            None => "listed_price p CROSS JOIN service s".to_owned(),
        }
    }

    pub(super) fn services(&self) -> String {
        match (&self.among, &self.opened) {
            (Some(among), _) => format!("({among}) w CROSS JOIN service s"),
            (None, Some(of)) => format!("({of}) n CROSS JOIN service s"),
            (None, None) => "service s".to_owned(),
        }
    }

    /// Its own conditions, and how services come out of what gives them.
    pub(super) fn conditions(&self) -> Vec<String> {
        let mut conditions = self.own.clone();
        match (&self.among, &self.opened) {
            (Some(_), Some(of)) => {
                conditions.extend([AMONG.to_owned(), format!("s.id IN ({of})")]);
            }
            (Some(_), None) => conditions.push(AMONG.to_owned()),
            (None, Some(_)) => conditions.push("s.id = n.service_id".to_owned()),
            (None, None) => {}
        }
        conditions
    }
}

/// A service is one of the few from which the list is drawn.
const AMONG: &str = "s.id = w.service_id";

const ON_SALE: &str = "s.state = 'live'";

pub(super) fn parts(
    audience: &Audience,
    browse: &Browse,
    parameters: &mut Parameters,
) -> Option<Vec<Part>> {
    let members = BuyerStanding::Full;
    Some(match audience {
        Audience::Visitor => {
            let own = vec![ON_SALE.to_owned()];
            vec![Part {
                own,
                partnership: None,
                standing: members,
                few: false,
                opened: None,
                among: None,
            }]
        }
        Audience::Staff(scope) | Audience::Provider(scope) => {
            let place = parameters.bind(scope.organisation().uuid());
            let (column, partnership, few) = match scope.capacity() {
                Capacity::Partnership => ("partnership_id", Some(scope.organisation()), false),
                Capacity::Provider => ("provider_id", None, true),
                Capacity::School | Capacity::Itself | Capacity::Installation => return None,
            };
            let mut own = vec![format!("s.{column} = {place}")];
            own.extend(
                browse.state.map(|state| format!("s.state = {}", parameters.bind(state.code()))),
            );
            vec![Part { own, partnership, standing: members, few, opened: None, among: None }]
        }
        Audience::School(school) => {
            let opened = opened(school, parameters);
            let sub = opened.as_ref().and_then(|part| part.opened.clone());
            let of = |reach| of_reach(school, reach, sub.as_deref(), parameters);
            let mut parts: Vec<Part> = school.reach.iter().map(of).collect();
            parts.extend(opened);
            parts
        }
    })
}

/// What other partnerships have opened to members of those that a school is a member of.
fn opened(school: &SchoolAudience, parameters: &mut Parameters) -> Option<Part> {
    let member_of = school.member_of();
    if member_of.is_empty() {
        return None;
    }
    let listed = member_of.iter().any(|one| school.association.contains(one));
    let own: Vec<String> = member_of.iter().map(|one| parameters.bind(one.uuid())).collect();
    let own = own.join(", ");
    let mut sub = format!("SELECT o.service_id FROM service_opening o WHERE o.to_id IN ({own})");
    if listed && !school.association.is_empty() {
        let all = school.association.iter().map(|one| parameters.bind(one.uuid()));
        let all = all.collect::<Vec<_>>().join(", ");
        sub.push_str(&format!(
            " UNION SELECT o.service_id FROM service_opening o \
             WHERE o.to_id IS NULL AND o.partnership_id IN ({all})"
        ));
    } else {
        sub = sub.replacen("SELECT", "SELECT DISTINCT", 1);
    }
    let own = vec![ON_SALE.to_owned(), format!("s.partnership_id NOT IN ({own})")];
    let standing = BuyerStanding::OtherMember;
    Some(Part { own, partnership: None, standing, few: true, opened: Some(sub), among: None })
}

/// What a school can buy through one partnership.
fn of_reach(
    school: &SchoolAudience,
    reach: &Reach,
    opened: Option<&str>,
    parameters: &mut Parameters,
) -> Part {
    let place = parameters.bind(reach.partnership.uuid());
    let mut own = vec![format!("s.partnership_id = {place}"), ON_SALE.to_owned()];
    if reach.standing == BuyerStanding::NonMember {
        own.push("s.sold_to_others = TRUE".to_owned());
        let area = school.facts.la_code.as_ref();
        own.extend(area.map(|area| delivered_in(parameters, area)));
        // What is open to the school as a member of another partnership is listed at that price.
        own.extend(opened.map(|opened| format!("s.id NOT IN ({opened})")));
    }
    let (partnership, standing) = (Some(reach.partnership), reach.standing);
    Part { own, partnership, standing, few: false, opened: None, among: None }
}
