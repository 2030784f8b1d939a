//! Pages about the product itself.

pub mod roles;

use domain::Failure;
use leptos::prelude::*;

use crate::parts::{Lead, Prose, Section, Title};
use crate::web::{Answer, Ask, Page};

/// How the product can be used by everybody, and what to do where it cannot.
pub async fn accessibility(_ask: Ask) -> Result<Answer, Failure> {
    let page = Page::new("Accessibility", || {
        view! {
            <Title text="Accessibility"/>
            <Lead>
                "Commonpool is made to be used by everybody: by keyboard, with a screen reader, on a phone, on an old \
                 laptop, with JavaScript switched off."
            </Lead>
            <Section id="aims" title="What we hold ourselves to">
                <Prose>
                    <p>
                        "The Web Content Accessibility Guidelines 2.2 at level AA. Every page is checked by a program \
                         before a version is released; a program finds less than half of what can be wrong."
                    </p>
                    <p>
                        "Every chart has a table of the same figures under it. No colour says anything that a word does \
                         not say too. Pages work from 375 pixels wide, and at 200% zoom."
                    </p>
                </Prose>
            </Section>
            <Section id="help" title="If something does not work for you">
                <Prose>
                    <p>
                        "Tell your partnership what you were trying to do and what you use to read the page. They can do \
                         it for you meanwhile, and pass it on to whoever keeps this installation."
                    </p>
                </Prose>
            </Section>
        }
    });
    Ok(page.into())
}
