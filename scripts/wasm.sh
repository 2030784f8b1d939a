# shellcheck shell=bash
# The compiler for the browser part. Sourced by scripts/setup.
#
# rustup brings it on most machines. Where rustup cannot download, Debian's own recent compiler
# can stand in: it comes with the sources of the standard library but without a built one for
# WebAssembly, so that is built here once and put where Debian would have put it. It is then known
# to rustup as the toolchain `debian`.

debian_rust=/usr/lib/rustlib
debian_wasm=$debian_rust/wasm32-unknown-unknown
debian_stamp=$debian_wasm/commonpool-built-for

setup_wasm() {
    rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown && return
    debian_wasm_is_ready && return
    say "Adding the WebAssembly target to Rust: the live parts of the pages are built with it"
    timeout 120 rustup target add wasm32-unknown-unknown && return
    say "rustup could not bring it; Debian's compiler can do it instead"
    setup_wasm_debian
}

debian_wasm_is_ready() {
    [[ -x /usr/bin/rustc && -r $debian_stamp ]] &&
        [[ $(<"$debian_stamp") == "$(/usr/bin/rustc --version)" ]] &&
        rustup run debian rustc --version >/dev/null 2>&1
}

setup_wasm_debian() {
    debian_wasm_is_ready && return
    is_debian || fail "the WebAssembly target is missing. Run: rustup target add wasm32-unknown-unknown"
    install_debian "a Rust compiler that can build for WebAssembly, with its sources and linker" \
        rustc-web cargo-web rust-web-src lld-19
    if dpkg -S "$debian_wasm/lib" >/dev/null 2>&1; then
        say "Debian already brings a standard library for WebAssembly"
    else
        build_debian_wasm_std
    fi
    rustup toolchain link debian /usr
}

build_debian_wasm_std() {
    say "Building the standard library for WebAssembly with Debian's compiler, about a minute"
    local host work built copied=()
    host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
    work=$(mktemp -d)
    mkdir "$work/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$work/Cargo.toml"
    printf '#![no_std]\n' >"$work/src/lib.rs"
    # Bitcode is kept, or the link-time optimisation of the browser part would not find it.
    (
        cd "$work"
        env -u CARGO_TARGET_DIR -u RUSTUP_TOOLCHAIN PATH=/usr/bin:/bin RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
            RUSTFLAGS="-Cembed-bitcode=yes" /usr/bin/cargo build --quiet --release \
            --target wasm32-unknown-unknown -Z build-std=std,panic_abort,test
    ) || fail "the standard library for WebAssembly did not build"
    for built in "$work"/target/wasm32-unknown-unknown/release/deps/*.rlib; do
        [[ $built == */libempty-* ]] || copied+=("$built")
    done
    # Two versions of one library in that folder would be an error, so it is emptied first.
    as_root rm -rf "$debian_wasm/lib" "$debian_stamp"
    as_root mkdir -p "$debian_wasm/lib" "$debian_rust/$host/bin"
    as_root cp "${copied[@]}" "$debian_wasm/lib/"
    as_root ln -sf /usr/bin/lld-19 "$debian_rust/$host/bin/rust-lld"
    /usr/bin/rustc --version | as_root tee "$debian_stamp" >/dev/null
    rm -rf "$work"
}
