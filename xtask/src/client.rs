//! The browser part: compiles `app/client` to WASM, binds it to JavaScript, shrinks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::assets::{self, Names, Remembered};
use crate::environment::{node_module, root, target};
use crate::run;

const TARGET: &str = "wasm32-unknown-unknown";

/// What of WASM may be used: what Rust uses by default, and every browser since 2022 knows.
/// (`--all-features` writes what no browser reads yet.)
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the browser part where its sources changed, and gives the names of its files.
pub(crate) fn build() -> Result<Names> {
    let toolchain = toolchain()?;
    let remembered = remembered(&toolchain)?;
    if let Some(names) = remembered.names() {
        println!("The browser part has not changed.");
        return Ok(names);
    }
    let work = target().join("wasm");
    compile(&toolchain, &work)?;
    println!("Binding it to JavaScript");
    let bound = work.join("bound");
    bind(&work.join(TARGET).join("wasm/client.wasm"), &bound)?;
    println!("Making it small (wasm-opt)");
    let small = work.join("app_bg.small.wasm");
    shrink(&bound.join("app_bg.wasm"), &small)?;
    let names = publish(&bound, &small)?;
    remembered.keep(&names)?;
    Ok(names)
}

fn remembered(toolchain: &str) -> Result<Remembered> {
    let sources =
        ["app/islands", "app/client", "domain", "Cargo.lock", "Cargo.toml", ".cargo/config.toml"];
    let mut paths: Vec<PathBuf> = sources.iter().map(|path| root().join(path)).collect();
    paths.push(node_module("binaryen/package.json"));
    let compiler =
        run::output(Command::new("rustup").args(["run", toolchain, "rustc", "--version"]))?;
    Remembered::new("client", &paths, &[compiler])
}

/// The toolchain that can build for the browser: rustup's own where it has the target, else
/// Debian's, which `scripts/setup wasm` makes known to rustup.
fn toolchain() -> Result<String> {
    let installed = run::output(Command::new("rustup").args(["target", "list", "--installed"]))?;
    if installed.lines().any(|target| target == TARGET) {
        let active = run::output(Command::new("rustup").args(["show", "active-toolchain"]))?;
        let name = active.split_whitespace().next().context("rustup names no active toolchain")?;
        return Ok(name.to_owned());
    }
    let toolchains = run::output(Command::new("rustup").args(["toolchain", "list"]))?;
    if toolchains.lines().any(|line| line.split_whitespace().next() == Some("debian")) {
        return Ok("debian".to_owned());
    }
    bail!("no toolchain here builds for the browser. Run: scripts/setup wasm")
}

fn compile(toolchain: &str, target_dir: &Path) -> Result<()> {
    println!(
        "Compiling the browser part with {toolchain}, about a minute and a half the first time"
    );
    run::run(
        Command::new("rustup")
            .args(["run", toolchain, "cargo", "build", "--locked", "--package", "client"])
            .args(["--profile", "wasm", "--target", TARGET, "--target-dir"])
            .arg(target_dir)
            .current_dir(root())
            // Left by the cargo that started this program; they belong to its own toolchain.
            .env_remove("LD_LIBRARY_PATH")
            .env_remove("CARGO")
            .env_remove("RUSTC")
            // Set while leptos is compiled, this would change the names that it asks for.
            .env_remove("LEPTOS_OUTPUT_NAME"),
    )
}

fn bind(wasm: &Path, out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    Bindgen::new()
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen could not bind the browser part")
}

fn shrink(wasm: &Path, out: &Path) -> Result<()> {
    run::run(
        Command::new("node")
            .arg(node_module("binaryen/bin/wasm-opt"))
            .arg("-Oz")
            .args(WASM_FEATURES)
            .arg("-o")
            .arg(out)
            .arg(wasm),
    )
}

/// Puts the files where the server finds them. The starting script gets the others' hashed names.
fn publish(bound: &Path, wasm: &Path) -> Result<Names> {
    if bound.join("snippets").exists() {
        bail!(
            "a dependency brings JavaScript of its own (snippets), which this build does not publish"
        );
    }
    let app_wasm = assets::write("app_bg", "wasm", &assets::read(wasm)?)?;
    let app_js = assets::write("app", "js", &assets::read(&bound.join("app.js"))?)?;
    let boot = assets::read_text(&root().join("app/client/boot.js"))?;
    let boot = name_in(&boot, "app.js", &app_js)?;
    let boot = name_in(&boot, "app_bg.wasm", &app_wasm)?;
    let boot_js = assets::write("boot", "js", boot.as_bytes())?;
    Ok(Names::from([
        ("app.wasm".to_owned(), app_wasm),
        ("app.js".to_owned(), app_js),
        ("boot.js".to_owned(), boot_js),
    ]))
}

/// Writes a hashed name where the script says `"./plain-name"`.
fn name_in(script: &str, plain: &str, hashed: &str) -> Result<String> {
    let plain = format!("\"./{plain}\"");
    if !script.contains(&plain) {
        bail!("boot.js no longer mentions {plain}");
    }
    Ok(script.replace(&plain, &format!("\"./{hashed}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starting_script_gets_hashed_names() {
        let named = name_in("import(\"./app.js\")", "app.js", "app.12.js").unwrap();
        assert_eq!(named, "import(\"./app.12.js\")");
    }

    #[test]
    fn a_starting_script_without_the_name_is_refused() {
        assert!(name_in("import(\"./other.js\")", "app.js", "app.12.js").is_err());
    }
}
