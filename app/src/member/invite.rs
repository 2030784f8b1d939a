//! Inviting schools by their URNs, one or many.

use domain::access::Role;
use domain::calendar::parse_day;
use domain::form::optional;
use domain::id::TierId;
use domain::school::read_pasted;
use domain::text;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::partnership::{
    InviteOutcome, InviteResult, InviteSchools, Letter, Tier, invite_schools, tiers,
};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, Choice, ColumnHead, DateField,
    Details, ErrorSummary, Form, Hidden, Lead, Notice, NoticeKind, RadiosField, Section,
    SelectField, Table, TableRow, Tag, TagKind, TextAreaField, TextField, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::{beginning, plural, plural_of};

const REASON: &str = "Needed for those that are not at the school’s own website, like: from our list of headteachers, checked by telephone. It is kept";

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let levels = tiers(ask.market(), ask.actor()?).await?;
    Ok(page(&levels, Typed::fresh(Filled::of([("role", "approver")]))).into())
}

/// Makes the schools members, and tells of each line what came of it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let done = match read(&ask) {
        Ok(command) => invite_schools(ask.market(), actor, command).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(results) => Ok(told(results, ask.form).into()),
        Err(failure) => {
            let levels = tiers(ask.market(), actor).await?;
            Ok(page(&levels, Typed::refused(ask.form.clone(), failure)?).into())
        }
    }
}

fn read(ask: &Ask) -> Result<InviteSchools, Failure> {
    let mut reading = domain::form::Reading::default();
    let pasted = read_pasted(ask.form.get("urns"));
    if pasted.is_empty() {
        reading.wrong("urns", Problem::Missing);
    }
    let tier = ask.form.get("tier").parse::<TierId>().map_err(|_| Problem::NotAChoice);
    let tier = reading.take("tier", tier);
    let starts_on = reading.take("starts_on", optional(parse_day(&ask.form.date("starts_on"))));
    let starts_on = starts_on.map(|day| day.unwrap_or(ask.market().today()));
    let role = Role::from_code(ask.form.get("role")).ok_or(Problem::NotAChoice);
    let role = reading.take("role", role);
    let reason = reading.take("reason", text::optional_line(ask.form.get("reason"), 300));
    let read = tier.zip(starts_on).zip(role).zip(reason);
    let read = read.map(|(((tier, starts_on), role), reason)| InviteSchools {
        pasted,
        tier,
        starts_on,
        role,
        reason,
    });
    reading.finish(read).map_err(Failure::Invalid)
}

fn page(levels: &[Tier], typed: Typed) -> Page {
    let shown = typed.clone();
    let choices: Vec<Choice> = levels
        .iter()
        .filter(|level| level.ends_on.is_none())
        .map(|level| {
            let price = crate::words::partnership::rule(&level.level.rule);
            Choice::new(level.id.to_string(), format!("{}: {price}", level.level.name))
        })
        .collect();
    Page::new("Invite schools", move || {
        let roles = vec![
            Choice::new("approver", "Headteacher: approves, and says who else may act for the school"),
            Choice::new("buyer", "School business manager: finds and orders"),
        ];
        view! {
            <BackLink href="/members" text="Back to members"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Invite schools"/>
            <Lead>"Paste URNs from a list, a spreadsheet or an email. The schools become members at once."</Lead>
            <Form action="/members/invite">
                <TextAreaField name="urns" label="URNs, one or many" rows=8
                    hint="Any separators will do. With an email address in the same line, an invitation goes there too"
                    value=shown.value("urns") error=shown.error("urns")/>
                <SelectField name="tier" label="Membership level" choices=choices
                    value=shown.value("tier") error=shown.error("tier")/>
                <Details summary="Start date, and who the email addresses belong to" open=shown.problems.iter().any(|p| p.field != "urns")>
                    <DateField name="starts_on" label="Members from" hint="Leave empty for today"
                value=shown.form.date_parts("starts_on") error=shown.error("starts_on")/>
                    <RadiosField name="role" label="The email addresses are those of" choices=roles
                        value=shown.value("role") error=shown.error("role")/>
                    <TextField name="reason" label="How do you know the addresses?"
                        hint=REASON value=shown.value("reason") error=shown.error("reason")/>
                </Details>
                <Button>"Invite"</Button>
            </Form>
            <p>"You do not have the number? "<TextLink href="/schools">"Find a school by its name or postcode"</TextLink></p>
        }
    })
    .with_form(&typed)
}

/// How many lines are shown where none can be used.
const FIRST_LINES: usize = 10;

/// How many lines have no number, and how many one that no school has; nothing where a line was of use.
fn of_no_use(results: &[InviteResult]) -> Option<(usize, usize)> {
    let count = |of| results.iter().filter(|result| result.outcome == of).count();
    let (none, unknown) = (count(InviteOutcome::NoUrn), count(InviteOutcome::UnknownUrn));
    (none + unknown == results.len()).then_some((none, unknown))
}

/// Says that no line was of use, why, with the first of them, and what to do.
fn nothing_of_use(
    results: Vec<InviteResult>,
    sent: &Filled,
    (none, unknown): (usize, usize),
) -> Page {
    let again = put_right(&results, sent);
    Page::new("Nobody was added", move || {
        let all = results.len();
        let title = match all {
            1 => "This line cannot be used".to_owned(),
            all => format!("None of the {all} lines can be used"),
        };
        let lines = |count: usize, what: &str| {
            (count > 0).then(|| format!("{} {what}", plural_of(count, "line has", "lines have")))
        };
        let why = [
            lines(none, "no URN."),
            lines(unknown, "a number that no school of the register has."),
        ];
        let why: Vec<String> = why.into_iter().flatten().collect();
        let caption = match all.saturating_sub(FIRST_LINES) {
            0 => "Line by line".to_owned(),
            _ => format!("The first {FIRST_LINES} of {all} lines"),
        };
        let columns = vec![ColumnHead::words("You pasted"), ColumnHead::words("What is wrong")];
        let rows = results.iter().take(FIRST_LINES);
        let rows = rows.map(|one| TableRow::new(vec![beginning(&one.line).into(), came_of(one)]));
        let rows = rows.collect();
        view! {
            <Title text="Nobody was added"/>
            <Notice kind=NoticeKind::Refused title>
                <p>{why.join(" ")}</p>
                <p>"A URN is the six digits by which the national register knows a school, like 100000. Copy the column that holds them, or "
                    <TextLink href="/schools">"find a school by its name or postcode"</TextLink>"."</p>
            </Notice>
            <Table caption columns rows/>
            {again}
        }
    })
}

fn told(results: Vec<InviteResult>, sent_form: Filled) -> Page {
    if let Some(why) = of_no_use(&results) {
        return nothing_of_use(results, &sent_form, why);
    }
    let made = results.iter().filter(|result| result.outcome == InviteOutcome::Invited).count();
    let sent = results.iter().filter(|result| result.letter == Letter::Sent).count();
    let title = came_of_it(
        u64::try_from(made).unwrap_or_default(),
        u64::try_from(sent).unwrap_or_default(),
    );
    let heading = title.clone();
    Page::new(title, move || {
        let again = put_right(&results, &sent_form);
        let rows = results.into_iter().map(row).collect();
        let columns = vec![
            ColumnHead::words("You pasted"),
            ColumnHead::words("School"),
            ColumnHead::words("What came of it"),
            ColumnHead::words("Invitation"),
        ];
        view! {
            <Title text=heading/>
            <Table caption="Line by line" quiet_caption=true columns rows/>
            {again}
            <Actions>
                <ButtonLink href="/members">"See all members"</ButtonLink>
                <ButtonLink href="/members/invite" kind=ButtonKind::Secondary>"Invite more"</ButtonLink>
            </Actions>
        }
    })
}

/// The lines that came to nothing or to less than was meant, to be put right and sent once more.
fn put_right(results: &[InviteResult], sent: &Filled) -> Option<AnyView> {
    let came_to_less = |result: &&InviteResult| {
        matches!(result.outcome, InviteOutcome::UnknownUrn | InviteOutcome::NoUrn)
            || matches!(result.letter, Letter::NotAnAddress | Letter::NeedsReason)
    };
    let mut lines: Vec<&str> =
        results.iter().filter(came_to_less).map(|result| result.line.as_str()).collect();
    lines.dedup();
    if lines.is_empty() {
        return None;
    }
    let lines = lines.join("\n");
    let starts_on = sent.date("starts_on");
    let kept = [("tier", sent.get("tier")), ("role", sent.get("role")), ("starts_on", &starts_on)];
    let kept = kept.map(|(name, value)| view! { <Hidden name value=value.to_owned()/> });
    let reason = sent.get("reason").to_owned();
    Some(
        view! {
            <Section id="again" title="Lines to put right">
                <Form action="/members/invite">
                    {kept}
                    <TextAreaField name="urns" label="Put these lines right, and invite once more" rows=4 value=lines/>
                    <TextField name="reason" label="How do you know the addresses?" hint=REASON value=reason/>
                    <Button>"Invite these"</Button>
                </Form>
            </Section>
        }
        .into_any(),
    )
}

/// What came of it all: how many were added, or to how many an invitation went all the same.
fn came_of_it(made: u64, sent: u64) -> String {
    match (made, sent) {
        (0, 0) => "Nobody was added".to_owned(),
        (0, sent) => format!("{} sent", plural(sent, "invitation", "invitations")),
        (made, _) => format!("{} now", plural(made, "new member", "new members")),
    }
}

fn came_of(result: &InviteResult) -> Cell {
    let (kind, text) = match result.outcome {
        InviteOutcome::Invited => (TagKind::Good, "Member now"),
        InviteOutcome::AlreadyMember => (TagKind::Plain, "Already a member"),
        InviteOutcome::Closed => (TagKind::Bad, "Closed in the register"),
        InviteOutcome::UnknownUrn => (TagKind::Bad, "No school has this number"),
        InviteOutcome::NoUrn => (TagKind::Bad, "No URN in this line"),
    };
    Cell::view(view! { <Tag kind text/> })
}

fn row(result: InviteResult) -> TableRow {
    let came_of = came_of(&result);
    let letter = match result.letter {
        Letter::NoAddress => "",
        Letter::NotAnAddress => "Not invited: this line has no email address that can be read",
        Letter::Sent => "Invitation sent",
        Letter::SentBefore => "An invitation sent before waits there",
        Letter::PeopleThere => "Not invited: people act for the school already",
        Letter::NeedsReason => {
            "Not invited: the address is not at the school’s own website. Paste the line again and \
             say how you know it"
        }
    };
    TableRow::new(vec![
        Cell::Text(beginning(&result.line)),
        Cell::Text(result.name.unwrap_or_default()),
        came_of,
        Cell::from(letter),
    ])
}

#[cfg(test)]
mod tests {
    use super::came_of_it;

    #[test]
    fn invitations_that_went_to_members_are_not_nothing() {
        assert_eq!(came_of_it(0, 0), "Nobody was added");
        assert_eq!(came_of_it(0, 2), "2 invitations sent");
        assert_eq!(came_of_it(1, 2), "1 new member now");
    }
}
