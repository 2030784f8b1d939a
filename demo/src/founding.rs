//! Founding the partnerships: their levels, members, and what stands at the foot of invoices.

use std::collections::HashMap;

use domain::Failure;
use domain::Pence;
use domain::access::Role;
use domain::id::OrganisationId;
use domain::invoice::SellerPrefix;
use domain::partnership::{
    Bank, LegalShape, LineOfWork, MemberRights, Model, NewTier, SizeBand, TierRule,
};
use domain::school::read_pasted;
use domain::text::{Email, LaCode};
use market::Actor;
use market::db::every_row;
use market::installation;
use market::partnership::{
    AnswerHosting, CreatePartnership, Director, Host, InviteSchools, MemberFilter,
    PartnershipFacts, answer_hosting, change_bank, create_partnership, hostings, invite_schools,
    members, partnership, tiers, update_partnership,
};

use crate::agenda::Partnership;
use crate::names::Name;
use crate::people::{self, DIRECTOR};
use crate::schools::{BARKING_AND_DAGENHAM, LEWISHAM, REDBRIDGE, School, Stands};
use crate::stage::Stage;
use crate::tour;

/// The council that S6 trades through.
const LEWISHAM_COUNCIL: &str = "London Borough of Lewisham";

/// A partnership with whoever directs it.
pub(crate) struct Founded {
    /// The partnership.
    pub organisation: OrganisationId,
    /// Its director.
    pub director: Actor,
    /// Its members' organisations, by URN.
    pub members: HashMap<String, OrganisationId>,
}

/// Founds a partnership with all of its members, as of the clock's day. `director` is somebody
/// who is not on the tour, where it has no director there.
pub(crate) async fn found(
    stage: &Stage<'_>,
    operator: &Actor,
    which: Partnership,
    director: &Name,
    schools: &[School],
) -> Result<Founded, Failure> {
    let market = &stage.market;
    let create = charter(which, &director.email())?;
    let created = create_partnership(market, operator, &stage.key()?, create).await?;
    let organisation = created.partnership;
    let person = match which {
        Partnership::BarkingAndDagenham => DIRECTOR.join(stage, organisation).await?,
        Partnership::Redbridge => {
            people::join(stage, director, organisation, Role::Director, None).await?
        }
        Partnership::Lewisham => {
            host_agrees(stage).await?;
            people::HOSTED_DIRECTOR.join(stage, organisation).await?
        }
    };
    let director = stage.become_person(person, organisation).await?;
    foot_of_invoices(stage, &director, which).await?;
    for tier in tiers(market, &director).await? {
        let stands = match tier.level.rights {
            MemberRights::Full => Stands::Full,
            MemberRights::Associate => Stands::Associate,
        };
        let joining = schools.iter().filter(|school| school.stands == stands);
        let list: Vec<&str> = joining.map(|school| school.urn.as_str()).collect();
        let command = InviteSchools {
            pasted: read_pasted(&list.join("\n")),
            tier: tier.id,
            starts_on: market.today(),
            role: Role::Approver,
            reason: None,
        };
        invite_schools(market, &director, command).await?;
    }
    let (filter, lead) = (&MemberFilter::default(), &director);
    let all = every_row(|page| async move { members(market, lead, filter, &page).await }).await?;
    let members = all
        .into_iter()
        .filter_map(|member| Some((member.urn?.as_str().to_owned(), member.organisation)))
        .collect();
    Ok(Founded { organisation, director, members })
}

fn charter(which: Partnership, director: &str) -> Result<CreatePartnership, Failure> {
    use LineOfWork as L;
    let in_field = |field| move |problem| Failure::field(field, problem);
    let (name, model, prefix, area, lines_of_work, tiers) = match which {
        Partnership::BarkingAndDagenham => (
            tour::BARKING_AND_DAGENHAM,
            Model::StatutoryTraded,
            "BDSIP",
            BARKING_AND_DAGENHAM,
            vec![
                L::CommissionedImprovement,
                L::TradedImprovement,
                L::Training,
                L::Governors,
                L::PupilServices,
            ],
            owners(),
        ),
        Partnership::Redbridge => (
            tour::REDBRIDGE,
            Model::TradedOnly,
            "REP",
            REDBRIDGE,
            vec![L::GroupDeals, L::PeerSupport, L::Training, L::Governors, L::BusinessServices],
            by_size(),
        ),
        Partnership::Lewisham => (
            tour::LEWISHAM,
            Model::Collaboration,
            "LEWL",
            LEWISHAM,
            vec![L::CommissionedImprovement, L::PeerSupport, L::Training, L::Governors],
            all_schools(),
        ),
    };
    let host = (which == Partnership::Lewisham)
        .then(|| Host { name: LEWISHAM_COUNCIL.to_owned(), contact: None });
    Ok(CreatePartnership {
        name: name.to_owned(),
        model,
        shape: if host.is_some() { LegalShape::Informal } else { LegalShape::Company },
        areas: vec![LaCode::parse(area.code).map_err(in_field("areas"))?],
        lines_of_work,
        tiers,
        invoice_prefix: SellerPrefix::parse(prefix).map_err(in_field("invoice_prefix"))?,
        host,
        schools: Vec::new(),
        director: Director::Invited(Email::parse(director).map_err(in_field("email"))?),
    })
}

/// The council that S6 trades through agrees to that.
async fn host_agrees(stage: &Stage<'_>) -> Result<(), Failure> {
    let council = installation::council(&stage.market, LEWISHAM_COUNCIL).await?;
    let host = stage.become_person(people::HOST.join(stage, council).await?, council).await?;
    agree(stage, &host).await
}

/// Whoever answers for a council agrees to what it was asked.
pub(crate) async fn agree(stage: &Stage<'_>, host: &Actor) -> Result<(), Failure> {
    let market = &stage.market;
    for asked in hostings(market, host).await? {
        answer_hosting(market, host, AnswerHosting { hosting: asked.id, agree: true }).await?;
    }
    Ok(())
}

/// S1 is owned by its schools: one level, and a small sum for each pupil.
fn owners() -> Vec<NewTier> {
    vec![NewTier {
        name: "Member school".to_owned(),
        rights: MemberRights::Full,
        rule: TierRule::Capped {
            rule: Box::new(TierRule::PerPupil { each: Pence::new(350) }),
            cap: Pence::pounds(3_500),
        },
        includes:
            "A share in the company with a vote, members\u{2019} prices on every service, and \
                   a named adviser. 56 schools own 81% of the company and the council 19% \
                   (published by the partnership, 2021). The yearly price is illustrative."
                .to_owned(),
    }]
}

/// S8's subscription by size of school.
fn by_size() -> Vec<NewTier> {
    let bands = |amounts: &[(u32, i32)]| TierRule::SizeBands {
        bands: amounts
            .iter()
            .map(|(from_pupils, pounds)| SizeBand {
                from_pupils: *from_pupils,
                amount: Pence::pounds(*pounds),
            })
            .collect(),
    };
    vec![
        NewTier {
            name: "Full member".to_owned(),
            rights: MemberRights::Full,
            rule: bands(&[(0, 900), (211, 1_400), (421, 1_950), (631, 2_500)]),
            includes: "A vote, full members\u{2019} prices, group deals and half of the cost of a \
                       peer review. A subscription by size of school (published by the \
                       partnership, 2021); the amounts are illustrative."
                .to_owned(),
        },
        NewTier {
            name: "Associate".to_owned(),
            rights: MemberRights::Associate,
            rule: bands(&[(0, 600), (421, 1_000), (901, 1_600)]),
            includes: "Services at associates\u{2019} prices and group deals, without a vote. The \
                       amounts are illustrative."
                .to_owned(),
        },
    ]
}

/// S6's schools are all members, and pay nothing for that here.
fn all_schools() -> Vec<NewTier> {
    vec![NewTier {
        name: "Member school".to_owned(),
        rights: MemberRights::Full,
        rule: TierRule::Flat { amount: Pence::ZERO },
        includes: "Every school of the borough is a member: 86 schools (published by the \
                   partnership, 2021), of which this demo makes up six. The partnership is \
                   hosted by the council, in whose name it sells here. What is sold and every \
                   price is illustrative."
            .to_owned(),
    }]
}

/// What stands at the foot of S1's, S8's and S6's invoices.
async fn foot_of_invoices(
    stage: &Stage<'_>,
    director: &Actor,
    which: Partnership,
) -> Result<(), Failure> {
    let (holder, account, address) = match which {
        Partnership::BarkingAndDagenham => (None, "00000001", "1 Demo Yard\nDagenham\nIG99 1AA"),
        Partnership::Redbridge => (None, "00000008", "8 Demo Parade\nIlford\nIG99 8AA"),
        Partnership::Lewisham => {
            (Some(LEWISHAM_COUNCIL), "00000006", "6 Demo Row\nCatford\nIG99 6AA")
        }
    };
    foot(stage, director, holder, account, address).await
}

/// Numbers that no bank and no tax office has given out. The account is the partnership's own, unless
/// it has another holder.
pub(crate) async fn foot(
    stage: &Stage<'_>,
    director: &Actor,
    holder: Option<&str>,
    account: &str,
    address: &str,
) -> Result<(), Failure> {
    let held = partnership(&stage.market, director).await?;
    let bank = Bank {
        name: holder.unwrap_or(&held.facts.name).to_owned(),
        sort_code: "00-00-00".to_owned(),
        account: account.to_owned(),
    };
    change_bank(&stage.market, director, held.version, bank).await?;
    let held = partnership(&stage.market, director).await?;
    let facts = PartnershipFacts {
        vat_number: Some("GB000000000".to_owned()),
        invoice_address: Some(address.to_owned()),
        payment_terms_days: 30,
        ..held.facts
    };
    update_partnership(&stage.market, director, held.version, facts).await
}
