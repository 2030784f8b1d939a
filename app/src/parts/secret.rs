//! What is read off a screen once: a picture for a phone, codes to write down.

use leptos::prelude::*;
use qrcodegen::{QrCode as Modules, QrCodeEcc};

/// Light modules around the picture, without which readers do not find it (ISO/IEC 18004, 6.3.8).
const QUIET: i32 = 4;

/// A text as a picture that phones read (QR code). Too long a text shows nothing: the page says it
/// in letters as well.
#[component]
pub fn QrCode(
    /// What the phone reads.
    #[prop(into)]
    text: String,
    /// What it is for, for those who do not see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let modules = Modules::encode_text(&text, QrCodeEcc::Medium).ok()?;
    let side = modules.size() + 2 * QUIET;
    let view_box = format!("0 0 {side} {side}");
    Some(view! {
        <svg class="cp-qr" viewBox=view_box role="img" aria-label=label>
            <path class="cp-qr__light" d=format!("M0 0h{side}v{side}H0z")></path>
            <path d=dark(&modules)></path>
        </svg>
    })
}

/// One square of the path for each dark module.
fn dark(modules: &Modules) -> String {
    let size = modules.size();
    let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let dark = places.filter(|(x, y)| modules.get_module(*x, *y));
    let squares = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
    squares.collect::<Vec<String>>().concat()
}

/// Codes to be written down or copied, in the type of a typewriter.
#[component]
pub fn Codes(
    /// Each of them.
    codes: Vec<String>,
) -> impl IntoView {
    view! {
        <ul class="cp-codes">
            {codes.into_iter().map(|code| view! { <li class="cp-codes__code">{code}</li> }).collect_view()}
        </ul>
    }
}
