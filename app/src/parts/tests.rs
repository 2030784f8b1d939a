//! Parts as HTML; and the gallery written to `target/`, to be looked at.

use std::{collections::BTreeSet, fs, path::PathBuf};

use domain::Pence;
use leptos::prelude::*;

use super::*;

/// Renders as a page does: once, within an owner. Marks that only a browser would use are left out.
fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html()).replace("<!>", "").replace("><", ">\n<")
}

fn document(name: &str, header: AnyView, page: AnyView) -> String {
    let assets = Assets {
        css: "style-gallery.css".to_owned(),
        font: "font.woff2".to_owned(),
        icon: "icon.svg".to_owned(),
    };
    let links = ["Accessibility", "Privacy", "Help"].map(|text| Link::new(text, "#")).to_vec();
    let paper = Some(Paper {
        reference: "Deal HR-2027".to_owned(),
        date: "Tuesday 12 January 2027".to_owned(),
    });
    let text = "Commonpool, the marketplace of education partnerships";
    let footer = view! { <Footer text links/> }.into_any();
    let title = name.to_owned();
    view! { <Document title assets header footer paper>{page}</Document> }.to_html()
}

/// The pages of the gallery by name.
fn pages() -> Vec<(&'static str, String)> {
    Owner::new().with(|| {
        let visitor = view! {
            <Header home="/" banner="Demo: everything here is illustrative" sign_in=Some(Link::new("Sign in", "#"))/>
        };
        [
            ("home", home_page()),
            ("service", service_page()),
            ("deal", deal_page()),
            ("gallery", (visitor.into_any(), gallery().into_any())),
        ]
        .map(|(name, (header, page))| (name, document(name, header, page)))
        .to_vec()
    })
}

#[test]
fn the_gallery_can_be_looked_at() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target");
    fs::create_dir_all(&folder).unwrap();
    for (name, page) in pages() {
        fs::write(folder.join(format!("style-{name}.html")), page).unwrap();
    }
}

#[test]
fn no_page_has_an_inline_style_or_script() {
    for (name, page) in pages() {
        for forbidden in [" style=", "<style", "<script", " onclick"] {
            assert!(!page.contains(forbidden), "{name} has {forbidden}");
        }
    }
}

#[test]
fn an_id_is_on_a_page_once() {
    for (name, page) in pages() {
        let mut seen = BTreeSet::new();
        for part in page.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap();
            assert!(seen.insert(id), "{name} has {id} twice");
        }
        assert!(seen.len() > 5, "{name} has too few ids to be a page");
    }
}

#[test]
fn what_describes_something_is_on_the_page() {
    for (name, page) in pages() {
        for attribute in ["aria-labelledby", "aria-describedby", "for"] {
            for part in page.split(&format!(" {attribute}=\"")).skip(1) {
                for id in part.split('"').next().unwrap().split(' ') {
                    assert!(page.contains(&format!(" id=\"{id}\"")), "{name} misses {id}");
                }
            }
        }
    }
}

#[test]
fn a_page_has_one_filled_button() {
    for (name, page) in pages().into_iter().filter(|(name, _)| *name != "gallery") {
        let filled = page.matches("class=\"govuk-button\"").count()
            + page.matches("class=\"govuk-button cp-button--large\"").count();
        let expected = usize::from(name != "home");
        assert_eq!(filled, expected, "{name}");
    }
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "\"><script>alert(1)</script>'&";
    insta::assert_snapshot!(html(move || view! {
        <TextField name="po" label=hostile hint=hostile value=hostile error=Some(Wrong::Told(hostile.to_owned()))/>
        <Tag text=hostile/>
        <Row href=hostile title=hostile/>
    }));
}

#[test]
fn words_in_several_lines_do_not_end_their_box() {
    let hostile = "a </textarea><script>alert(1)</script> &lt; <!> R&D";
    let page = html(move || view! { <TextAreaField name="note" label="Note" value=hostile/> });
    let (_, inside) = page.split_once("<textarea").unwrap();
    let (inside, after) = inside.split_once("</textarea>").unwrap();
    let (_, text) = inside.split_once('>').unwrap();
    assert_eq!(text, "a &lt;/textarea>&lt;script>alert(1)&lt;/script> &amp;lt; &lt;!> R&amp;D");
    assert!(!after.contains("script"), "{page}");
}

#[test]
fn a_field_names_its_hint_and_its_error() {
    insta::assert_snapshot!(html(|| view! {
        <MoneyField name="pays" label="What does your school pay now?" hint="Excluding VAT" suffix="a year"
            value="about 4k" error=Some(Wrong::Told("Enter what your school pays a year, like 4,536".to_owned()))/>
    }));
}

#[test]
fn an_error_summary_links_to_the_first_control_of_a_field() {
    let error =
        FieldError { field: "phase".to_owned(), wrong: Wrong::Told("Choose a phase".to_owned()) };
    let page = html(move || {
        view! {
            <ErrorSummary errors=vec![error]/>
            <RadiosField name="phase" label="Phase" choices=vec![Choice::new("a", "A"), Choice::new("b", "B")]
                error=Some(Wrong::Told("Choose a phase".to_owned()))/>
        }
    });
    assert!(page.contains("href=\"#phase\""));
    assert!(page.contains("id=\"phase\""));
    assert!(page.contains("id=\"phase-2\""));
    assert!(page.contains("aria-describedby=\"phase-error\""));
}

#[test]
fn nothing_wrong_shows_no_summary() {
    assert_eq!(html(|| view! { <ErrorSummary errors=vec![]/> }), "");
}

#[test]
fn a_form_carries_its_key() {
    let page = html(
        || view! { <Form action="/orders" key="0192"><Button>"Confirm order"</Button></Form> },
    );
    assert!(page.contains("method=\"post\""));
    assert!(page.contains("name=\"key\""));
    assert!(page.contains("value=\"0192\""));
}

#[test]
fn numbers_align_right_under_their_heading() {
    insta::assert_snapshot!(html(|| {
        let columns = vec![
            ColumnHead::words("School").sorted("?sort=school", Some(true)),
            ColumnHead::numbers("A year"),
        ];
        let rows = vec![TableRow::new(vec!["Ashbrook Primary School".into(), "£3,402.00".into()])];
        view! { <Table caption="Orders, excluding VAT" columns rows/> }
    }));
}

#[test]
fn a_long_table_begins_with_the_first_rows_and_leads_to_all() {
    let table = |first| {
        html(move || {
            let row = |name: &str| TableRow::new(vec![name.into(), "1".into()]);
            let ours = row("Ours").kind(RowKind::Ours);
            let rows = vec![row("Ash"), row("Birch"), ours, row("Total").kind(RowKind::Total)];
            let columns = vec![ColumnHead::words("School"), ColumnHead::numbers("Pupils")];
            let fold = Some(Fold { first, all: Link::new("Show all 3 schools", "?schools=all") });
            view! { <Table caption="Schools" columns rows fold/> }
        })
    };
    let begun = table(1);
    assert!(begun.contains("Ash") && !begun.contains("Birch"), "{begun}");
    assert!(begun.contains("Ours") && begun.contains("Total"), "one's own and the sum stay");
    assert!(begun.contains("href=\"?schools=all\"") && begun.contains("Show all 3 schools"));
    let whole = table(2);
    assert!(whole.contains("Birch") && !whole.contains("Show all"), "{whole}");
}

#[test]
fn a_table_without_rows_says_what_will_be_there() {
    let page = html(|| {
        let empty = view! { <EmptyState title="No schools yet"><p>"Invite one."</p></EmptyState> };
        view! { <Table caption="Schools" columns=vec![ColumnHead::words("School")] rows=vec![] empty=empty.into_any()/> }
    });
    assert!(page.contains("No schools yet"));
    assert!(!page.contains("<table"));
}

#[test]
fn a_rise_is_shown_as_a_rise() {
    let rise = html(|| view! { <Change difference=Pence::pounds(90) unit="a year"/> });
    assert!(rise.contains("£90") && rise.contains(" more a year"), "{rise}");
    let saving = html(|| view! { <Change difference=Pence::pounds(-1_140) unit="a year"/> });
    assert!(saving.contains("£1,140") && saving.contains(" less a year"), "{saving}");
}

#[test]
fn a_headline_amount_is_short_and_never_larger_than_it_is() {
    for (pence, text) in [
        (1_820, "£18.20"),
        (41_260_000, "£412,600"),
        (99_999_999, "£999,999.99"),
        (290_000_000, "£2.9m"),
        (291_999_999, "£2.91m"),
        (300_000_000, "£3m"),
        (-120_000_000, "\u{2212}£1.2m"),
    ] {
        assert_eq!(short_pounds(Pence::new(pence)), text);
    }
}

#[test]
fn a_chart_says_its_figures_in_a_table() {
    use chart::{Bar, Bars, ChartWords};
    insta::assert_snapshot!(html(|| {
        let words = ChartWords {
            id: "sold".to_owned(),
            title: "Sold".to_owned(),
            unit: "£, excluding VAT".to_owned(),
            description: "Training is £40, and £10 was refunded.".to_owned(),
            source: String::new(),
        };
        let bars = vec![
            Bar::new("Training", 40, "£40").target(50, "£50"),
            Bar::new("Refunded", -10, "\u{2212}£10"),
        ];
        view! { <Bars words bars heads=("Category", "£") target_words="Last year"/> }
    }));
}

#[test]
fn a_chart_with_its_table_under_it_has_no_second_one() {
    use chart::{Bar, Bars, ChartWords};
    let page = html(|| {
        let words = ChartWords { id: "sold".to_owned(), ..ChartWords::default() };
        let bars = vec![Bar::new("Training", 40, "£40")];
        view! { <Bars words bars heads=("Category", "£") table_follows=true/> }
    });
    assert!(page.contains("Training") && !page.contains("<table"), "{page}");
}
