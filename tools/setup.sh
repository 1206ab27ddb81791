#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# setup.sh build|test — installs the Debian packages that are missing (Debian 12 and 13, as root or
# with sudo). Does nothing, and asks no network, when all are there.
set -eu

common="gcc libc6-dev pkgconf meson ninja-build libyyjson-dev libutf8proc-dev nettle-dev libzstd-dev
 libzip-dev libxxhash-dev libdeflate-dev zlib1g-dev libseccomp-dev libsodium-dev libsqlite3-dev libpq-dev
 libp11-kit-dev tzdata"
testing="clang llvm libclang-rt-dev libcmocka-dev gettext mandoc zstd gzip openssl postgresql softhsm2"
case $(uname -m) in
x86_64 | aarch64) common="$common libisal-dev" ;;
esac

case ${1-} in
build) wanted=$common ;;
test) wanted="$common $testing" ;;
*) echo "usage: tools/setup.sh build|test" >&2; exit 2 ;;
esac

suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
if [ "$suite" = bookworm ]; then # the sanitizers' runtime has the compiler's number there
    wanted=$(echo "$wanted" | sed 's/libclang-rt-dev/libclang-rt-14-dev/')
fi

missing=
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
command -v "${as_root:-sh}" >/dev/null || { echo "setup: run as root, or install sudo; missing:$missing" >&2; exit 2; }
echo "setup: installing$missing"

# Debian 12 has no yyjson: take only that package from Debian 13 (see docs/adr/0002).
pin_yyjson() {
    sources=/etc/apt/sources.list.d/debian.sources
    [ -f $sources ] || { echo "setup: $sources is missing; cannot find the mirror for libyyjson-dev" >&2; exit 2; }
    awk -v RS= '/URIs:[^\n]*\/debian([^-]|$)/ && !/security/ { sub(/Suites:[^\n]*/, "Suites: trixie"); print; exit }' \
        $sources | $as_root tee /etc/apt/sources.list.d/inro-trixie.sources >/dev/null
    printf '%s\n' 'Package: *' 'Pin: release n=trixie' 'Pin-Priority: -1' '' \
        'Package: libyyjson0 libyyjson-dev' 'Pin: release n=trixie' 'Pin-Priority: 500' |
        $as_root tee /etc/apt/preferences.d/inro-trixie >/dev/null
}
case "$missing" in
*libyyjson-dev*) [ "$suite" != bookworm ] || pin_yyjson ;;
esac

export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q -o Dpkg::Use-Pty=0 >/dev/null
# shellcheck disable=SC2086
$as_root apt-get install -q -y --no-install-recommends -o Dpkg::Use-Pty=0 $missing >/dev/null
echo "setup: done"
