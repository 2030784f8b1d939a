//! What is in a package: the fold of its form, and its part of the service's page.

use ::market::order::packages_left;
use ::market::service::{Looks, PackageShown, PartShown, ServiceDetail, ServiceToPack};
use domain::Failure;
use domain::price::{Packages, Unit};
use domain::service::{PACKAGE_PARTS_MAX, PART_NAMES, TypedPart};
use leptos::prelude::*;

use crate::parts::{
    Cell, Choice, Column, ColumnHead, Columns, ColumnsKind, Details, Fieldset, Lead, Muted, Notice,
    RowKind, Section, Table, TableRow, TextLink,
};
use crate::web::{Ask, Fields, Form, Typed};
use crate::words::{self, pounds};

/// How many rows a form has at least, and how many more than are filled.
const ROWS: usize = 5;
const MORE_ROWS: usize = 3;

/// The rows that were typed.
pub(super) fn typed(form: &Form) -> Vec<TypedPart> {
    let row = |names: &domain::service::PartNames| TypedPart {
        service: form.get(names.service).to_owned(),
        quantity: form.get(names.quantity).to_owned(),
    };
    super::price_fields::without_blank_end(PART_NAMES.iter().map(row).collect())
}

/// The fields of them: [`typed`] reads them again.
pub(super) fn fields(parts: &[TypedPart]) -> Vec<(String, String)> {
    let rows = PART_NAMES.iter().zip(parts);
    let fields = rows.flat_map(|(names, part)| {
        [
            (names.service.to_owned(), part.service.clone()),
            (names.quantity.to_owned(), part.quantity.clone()),
        ]
    });
    fields.collect()
}

/// What is in it, in rows behind a click: few services are packages.
pub(super) fn question(typed: &Typed, services: &[ServiceToPack]) -> AnyView {
    let fields = Fields::of(typed);
    let open = super::price_fields::open(typed, &["package_"]);
    let filled = self::typed(&typed.form).len();
    let room = (filled + MORE_ROWS).clamp(ROWS, PACKAGE_PARTS_MAX);
    let rows = (1..).zip(&PART_NAMES).take(room).map(|(number, names)| {
        let chosen = typed.form.get(names.service);
        let service = fields.select(
            names.service,
            &format!("Service {number}"),
            "",
            choices(services, chosen),
        );
        let quantity =
            fields.number(names.quantity, &format!("How many of service {number}"), "a year");
        view! {
            <Columns kind=ColumnsKind::Halves>
                <Column>{service}</Column>
                <Column>{quantity}</Column>
            </Columns>
        }
    });
    let rows = rows.collect_view();
    let most = format!("Up to {PACKAGE_PARTS_MAX} services: save, and there is room for more.");
    view! {
        <Details summary="What is in the package" open>
            <Fieldset legend="What is in the package">
                <Muted>
                    "For a yearly agreement that holds other services. While it runs, a school orders them at no \
                     cost until they are used up, and then at their usual price. A package costs its whole year \
                     however late it is bought."
                </Muted>
                {rows}
                <Muted>{most}</Muted>
            </Fieldset>
        </Details>
    }
    .into_any()
}

/// The services to choose from, with one that was chosen before and is not on sale any more.
fn choices(services: &[ServiceToPack], chosen: &str) -> Vec<Choice> {
    let known = chosen.is_empty() || services.iter().any(|one| one.id.to_string() == chosen);
    let gone = (!known).then(|| Choice::new(chosen, "A service that is not on sale"));
    let each = services.iter().map(|one| {
        Choice::new(one.id.to_string(), format!("{} (by the {})", one.title, one.unit.label()))
    });
    std::iter::once(Choice::new("", "None")).chain(gone).chain(each).collect()
}

/// What the school that looks has left of a service in packages; nothing for whoever cannot order it.
pub(super) async fn of(ask: &Ask, service: &ServiceDetail) -> Result<Packages, Failure> {
    if service.looks != Looks::School || !service.can_order {
        return Ok(Packages::default());
    }
    packages_left(ask.market(), ask.actor()?, service.id()).await
}

/// What is left of a service in the packages of a school, where it has some.
pub(crate) fn left(packages: &Packages, unit: Unit) -> Option<AnyView> {
    let told = words::package::all_left(packages, unit);
    let told = told.into_iter().map(|told| view! { <p>{told}</p> }).collect_view();
    (!packages.all().is_empty())
        .then(|| view! { <Notice title="In your package">{told}</Notice> }.into_any())
}

/// What is in a package, with what it would cost one by one.
pub(super) fn section(service: &ServiceDetail) -> Option<AnyView> {
    let package = service.package.as_ref()?;
    let yours = service.looks == Looks::School;
    let price = if yours { "Your price for one" } else { "Members’ price for one" };
    let columns = vec![
        ColumnHead::words("Service"),
        ColumnHead::words("How many a year"),
        ColumnHead::numbers(price),
        ColumnHead::numbers("Together"),
    ];
    let mut rows: Vec<TableRow> = package.parts.iter().map(row).collect();
    if let Some(singly) = package.singly {
        let sum = pounds(singly.pence());
        let cells = vec!["Bought one by one".into(), "".into(), "".into(), sum.into()];
        rows.push(TableRow::new(cells).kind(RowKind::Total));
    }
    let (told, without) = (told(package, yours), without_price(package));
    let section = view! {
        <Section id="package" title="What is in the package">
            {told.map(|told| view! { <Lead>{told}</Lead> })}
            <Table caption="What is in the package, excluding VAT" quiet_caption=true columns rows/>
            {without.map(|told| view! { <p>{told}</p> })}
            <Muted>
                "While the agreement runs, you order these as always, and they cost nothing until they are used up. \
                 After that they cost what they usually do."
            </Muted>
        </Section>
    };
    Some(section.into_any())
}

fn told(package: &PackageShown, yours: bool) -> Option<String> {
    let (price, singly) = (package.price?, package.singly?);
    Some(words::package::beside(price, singly, yours))
}

/// Which of its parts have no price, so that nothing is added up.
fn without_price(package: &PackageShown) -> Option<String> {
    let without: Vec<&str> = package
        .parts
        .iter()
        .filter(|part| part.net.is_none())
        .map(|part| part.title.as_str())
        .collect();
    (!without.is_empty()).then(|| {
        format!(
            "We cannot say what it would cost one by one: there is no price to compare for {}.",
            without.join(", ")
        )
    })
}

fn row(part: &PartShown) -> TableRow {
    let title = part.title.clone();
    let name = if part.seen {
        let href = format!("/services/{}", part.service);
        Cell::view(view! { <TextLink href>{title}</TextLink> })
    } else {
        title.into()
    };
    let count = words::plural(u64::from(part.quantity), part.unit.label(), part.unit.plural());
    let money = |net: Option<domain::Net>| match net {
        Some(net) => Cell::Text(pounds(net.pence())),
        None => Cell::Text("No price".to_owned()),
    };
    TableRow::new(vec![name, count.into(), money(part.each), money(part.net)])
}
