//! The gallery's words: titles, notices, tags, lists, steps, icons.

use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, Binding, Button, ButtonKind, ButtonLink, Column, Columns, ColumnsKind, Demo,
    DemoKind, Details, EmptyState, Evidence, Icon, Lead, Live, Meta, Muted, Notice, NoticeKind,
    Panel, Prose, Quote, Section, SectionKind, Sign, Step, StepState, Steps, SummaryList,
    SummaryRow, Tab, Tabs, Tag, TagKind, Ticks, Timeline, TimelineItem, TimelineState,
};

const LONG: &str = "The Larkfield and Upper Wensley Federation of Church of England Voluntary \
                    Aided Infant, Junior and Nursery Schools";

pub(super) fn words() -> impl IntoView {
    view! {
        {said_once()}
        {doing()}
        {lists()}
    }
}

fn said_once() -> impl IntoView {
    let tags = vec![
        view! { <Tag text="Draft"/> }.into_any(),
        view! { <Tag kind=TagKind::Good text="Agreed"/> }.into_any(),
        view! { <Tag kind=TagKind::Waits text="Ends soon"/> }.into_any(),
        view! { <Tag kind=TagKind::Bad text="Overdue"/> }.into_any(),
        view! { <Demo kind=DemoKind::Illustrative/> }.into_any(),
        view! { <Demo kind=DemoKind::Published(2021)/> }.into_any(),
    ];
    view! {
        <Section id="said" title="Said once" kind=SectionKind::Strong>
            <Lead>"A lead is a step larger than what follows it, and no longer than two lines."</Lead>
            <Meta facts=tags/>
            <Notice title="Your order is confirmed"><p>"Reference CP-10423. We have e-mailed the provider."</p></Notice>
            <Notice kind=NoticeKind::Success title="The service is published"/>
            <Notice kind=NoticeKind::Waits title="This deal closes on Friday 26 March 2027">
                <p>"Four schools of your trust have not answered."</p>
            </Notice>
            <Notice kind=NoticeKind::Refused title="You cannot sign before Monday 18 January 2027">
                <p>"The standstill of eight working days ends then."</p>
            </Notice>
            <Columns kind=ColumnsKind::Halves>
                <Column>
                    <Panel title="Order sent" reference_label="Your order's number" reference="CP-10423">
                        <p>"Your headteacher approves it next. You need do nothing."</p>
                    </Panel>
                </Column>
                <Column>
                    <EmptyState title="No orders yet">
                        <p>"What your school orders is listed here, with its price and its dates."</p>
                        <Actions><ButtonLink href="/services" kind=ButtonKind::Secondary>"Find a service"</ButtonLink></Actions>
                    </EmptyState>
                </Column>
            </Columns>
            <Binding>
                <p><b>"Signing up is binding from Friday 26 March 2027."</b>" Until then you may withdraw. If fewer than 20 schools sign up, the deal does not go ahead and you owe nothing."</p>
            </Binding>
        </Section>
    }
}

fn doing() -> impl IntoView {
    let tabs = [("Coming up", "12", true), ("Delivered", "48", false), ("Cancelled", "", false)]
        .into_iter()
        .map(|(text, count, current)| Tab {
            text: text.to_owned(),
            count: count.to_owned(),
            href: "#".to_owned(),
            current,
        })
        .collect();
    let icons = Sign::ALL.into_iter().map(|sign| view! { <Icon sign/>" " }).collect_view();
    view! {
        <Section id="doing" title="Doing something">
            <BackLink href="#" text="Back to services"/>
            <Actions>
                <Button>"Confirm order"</Button>
                <Button kind=ButtonKind::Secondary>"Save for later"</Button>
                <Button kind=ButtonKind::Quiet>"Cancel"</Button>
                <Button kind=ButtonKind::Warning>"Withdraw"</Button>
                <Button large=true>"Sign up"</Button>
            </Actions>
            <Tabs label="Orders" tabs/>
            <p>{icons}</p>
            <Live id="live-example" text="18 schools at 10:42am"/>
            <Details summary="How we worked this out"><p>"£340 a day, less £50."</p></Details>
            <Evidence href="#" text="Last invoice, 12 January 2027" size="PDF, 120 kB"/>
        </Section>
    }
}

fn lists() -> impl IntoView {
    let rows = vec![
        SummaryRow::new("School", LONG).change("#"),
        SummaryRow::new("Service", "School counselling by the day").change("#"),
        SummaryRow::new("Days", "Every Tuesday, 12 January to 23 March 2027 (10 days)").change("#"),
        SummaryRow::new("Reference", "CP-10423"),
    ];
    let steps = vec![
        step("Choose what you sell", "", StepState::Done),
        step("Invite your schools", "56 found in your area", StepState::ToDo),
        step("Upload your price list", "", StepState::NotYet),
    ];
    let timeline = vec![
        event("Opened", "Monday 4 January 2027", TimelineState::Done),
        event("Schools sign up", "Until Friday 26 March 2027, 5pm", TimelineState::Now),
        event("Binding for those who signed up", "From then", TimelineState::Later),
    ];
    let included =
        vec!["A qualified, supervised counsellor".to_owned(), "A report each half term".to_owned()];
    let not = vec!["Assessments for an education, health and care plan".to_owned()];
    view! {
        <Section id="lists" title="Lists">
            <SummaryList rows label="Order"/>
            <Columns kind=ColumnsKind::Halves>
                <Column><Steps id="set-up" steps/></Column>
                <Column><Timeline items=timeline/></Column>
            </Columns>
            <Columns kind=ColumnsKind::Halves>
                <Column><Ticks items=included/><Ticks items=not not=true/></Column>
                <Column>
                    <Quote by="Headteacher, primary school, July 2026">"She knew our children by the second week."</Quote>
                    <Muted>"Small print, for what has to be said and need not be read."</Muted>
                    <Prose><p>"Running text keeps to a line that the eye can follow back, however wide the screen is; so a page of it is never wider than this, with "<a href="#">"links"</a>" in it."</p></Prose>
                </Column>
            </Columns>
        </Section>
    }
}

fn step(text: &str, hint: &str, state: StepState) -> Step {
    Step { text: text.to_owned(), hint: hint.to_owned(), href: "#".to_owned(), state }
}

pub(super) fn event(text: &str, note: &str, state: TimelineState) -> TimelineItem {
    TimelineItem { text: text.to_owned(), note: note.to_owned(), state }
}
