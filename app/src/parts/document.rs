//! The whole HTML document around a page: head, header, the page itself, footer.

use leptos::prelude::*;

use super::field::OwnWords;
use super::{Link, Mark};

/// Addresses of the few files every page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// The stylesheet.
    pub css: String,
    /// The font, loaded before the stylesheet asks for it.
    pub font: String,
    /// The icon of the browser's tab.
    pub icon: String,
}

/// What the top of a printed page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The reference of what is printed, like "Order CP-10423".
    pub reference: String,
    /// When it was printed, as people write it.
    pub date: String,
}

/// A whole HTML document.
#[component]
pub fn Document(
    /// What the browser's tab says; " – Commonpool" is added.
    #[prop(into)]
    title: String,
    /// Addresses of stylesheet, font and icon.
    assets: Assets,
    /// More for the `<head>`: the scripts of pages that have an island.
    #[prop(optional)]
    head: Option<AnyView>,
    /// The header: [`super::Header`].
    header: AnyView,
    /// The footer: [`Footer`].
    footer: AnyView,
    /// What the top of each printed page says.
    #[prop(optional_no_strip)]
    paper: Option<Paper>,
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_context(OwnWords::default());
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" class="govuk-template">
            <head>
                <meta charset="utf-8"/>
                <title>{format!("{title} \u{2013} Commonpool")}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="theme-color" content="#FBFAF7"/>
                <link rel="preload" href=assets.font r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=assets.css/>
                <link rel="icon" href=assets.icon r#type="image/svg+xml"/>
                {head}
            </head>
            <body class="govuk-template__body cp-body">
                <a href="#main" class="govuk-skip-link">"Skip to main content"</a>
                {header}
                <main class="cp-main cp-width" id="main" tabindex="-1">
                    {paper.map(|paper| view! { <PaperHead paper/> })}
                    {children()}
                </main>
                {footer}
            </body>
        </html>
    }
}

/// The head of a printed page, not shown on screen.
#[component]
fn PaperHead(paper: Paper) -> impl IntoView {
    view! {
        <div class="cp-paper">
            <span class="cp-wordmark"><Mark/>"Commonpool"</span>
            <span>{paper.reference}<br/>{paper.date}</span>
        </div>
    }
}

/// The foot of every page.
#[component]
pub fn Footer(
    /// What stands at the left, one sentence.
    #[prop(into)]
    text: String,
    /// A few links: privacy, accessibility, help.
    links: Vec<Link>,
) -> impl IntoView {
    view! {
        <footer class="cp-footer">
            <div class="cp-width cp-footer__row">
                <p>{text}</p>
                <ul class="cp-footer__links">
                    {links
                        .into_iter()
                        .map(|link| view! { <li><a class="cp-link" href=link.href>{link.text}</a></li> })
                        .collect_view()}
                </ul>
            </div>
        </footer>
    }
}
