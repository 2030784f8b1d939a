# shellcheck shell=bash
# What the scripts share: saying things, and installing Debian's packages. Sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export root
cd "$root"

say() { printf '%s\n' "$*"; }

fail() {
    printf 'Cannot go on: %s\n' "$*" >&2
    exit 1
}

# step NUMBER OF WHAT: says how far a longer run is.
step() { printf '\n[%s/%s] %s\n' "$1" "$2" "$3"; }

has() { command -v "$1" >/dev/null 2>&1; }

# need PROGRAM...: whether all of them are there.
need() {
    local program
    for program in "$@"; do has "$program" || return 1; done
}

is_debian() { has apt-get && has dpkg; }

# Runs a command as root: directly, or by sudo for everybody else.
as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif has sudo; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo here. As root, run: $*"
    fi
}

# install_debian WHY PACKAGE...: installs Debian packages that are not there yet.
install_debian() {
    local why=$1 missing=() package
    shift
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "Installing ${missing[*]} from Debian: $why"
    if ! apt_install "${missing[@]}"; then
        as_root apt-get update -qq || fail "Debian's list of packages could not be read. Is there a network?"
        apt_install "${missing[@]}" || fail "Debian did not give ${missing[*]} (needed: $why)"
    fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Where cargo puts what it builds.
target_dir() { printf '%s\n' "${CARGO_TARGET_DIR:-$root/target}"; }
