//! The stylesheet: Sass to one compressed file, with the fonts that it names.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::assets::{self, Names, Remembered};
use crate::environment::{node_module, root};
use crate::run;

/// Where the fonts come from: an npm package under the SIL Open Font License.
const FONTS: &str = "@fontsource-variable/atkinson-hyperlegible-next/files";
/// The file behind the plain name `font.woff2`: upright, Latin, all weights.
const TEXT_FONT: &str = "atkinson-hyperlegible-next-latin-wght-normal.woff2";

/// Builds the stylesheet where its sources changed, and gives the names of its files.
pub(crate) fn build() -> Result<Names> {
    let remembered = remembered()?;
    if let Some(names) = remembered.names() {
        println!("The style has not changed.");
        return Ok(names);
    }
    println!("Compiling the style");
    let css = compile(&root().join("style/main.scss"))?;
    let mut names = Names::new();
    let font = publish_font(TEXT_FONT)?;
    names.insert("font.woff2".to_owned(), font);
    let css = name_fonts(&css, |plain| {
        let file = if plain == "font.woff2" { TEXT_FONT } else { plain };
        let hashed = publish_font(file)?;
        if plain != "font.woff2" {
            names.insert(plain.to_owned(), hashed.clone());
        }
        Ok(hashed)
    })?;
    names.insert("style.css".to_owned(), assets::write("style", "css", css.as_bytes())?);
    let icon = assets::read(&root().join("style/icon.svg"))?;
    names.insert("icon.svg".to_owned(), assets::write("icon", "svg", &icon)?);
    remembered.keep(&names)?;
    Ok(names)
}

fn remembered() -> Result<Remembered> {
    let mut paths: Vec<PathBuf> = vec![root().join("style")];
    for package in ["sass", "govuk-frontend", "@fontsource-variable/atkinson-hyperlegible-next"] {
        paths.push(node_module(package).join("package.json"));
    }
    Remembered::new("style", &paths, &[])
}

fn compile(source: &Path) -> Result<String> {
    run::output(
        Command::new("node")
            .arg(node_module("sass/sass.js"))
            .args(["--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps"])
            .arg(format!("--load-path={}", node_module("").display()))
            .arg(source),
    )
}

fn publish_font(file: &str) -> Result<String> {
    let content = assets::read(&node_module(FONTS).join(file))?;
    assets::write(file.trim_end_matches(".woff2"), "woff2", &content)
}

/// Replaces each `url(….woff2)` by the name that `hashed` gives for its file name. The
/// stylesheet and the fonts lie in one folder, so a bare name is the whole address.
fn name_fonts(css: &str, mut hashed: impl FnMut(&str) -> Result<String>) -> Result<String> {
    let mut named = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("url(") {
        let (address, after) = after.split_once(')').context("an url( in the style has no end")?;
        let plain = address.trim_matches(|c| c == '"' || c == '\'');
        let file = plain.rsplit('/').next().unwrap_or(plain);
        let font = Path::new(file).extension().is_some_and(|extension| extension == "woff2");
        let address = if font { hashed(file)? } else { address.to_owned() };
        for part in [before, "url(", &address, ")"] {
            named.push_str(part);
        }
        rest = after;
    }
    named.push_str(rest);
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_named_by_digest_and_other_addresses_stay() {
        let css = "@font-face{src:url(\"files/font.woff2\") format(\"woff2\")}a{b:url(data:x)}";
        let named = name_fonts(css, |file| Ok(format!("hashed-{file}"))).unwrap();
        assert_eq!(
            named,
            "@font-face{src:url(hashed-font.woff2) format(\"woff2\")}a{b:url(data:x)}"
        );
    }
}
