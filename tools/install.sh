#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# install.sh ROOT BUILD PREFIX LIBEXEC PROGRAM… — what an installation of BUILD holds, and that make install
# asks for it where PREFIX and DESTDIR say. It installs below a folder that it removes again. Where one of
# the programs is not built (meson test --no-rebuild) it is skipped.
set -u
cd "${1:?}" || exit 2
build=${2:?} prefix=${3:?} libexec=${4:?}
shift 4
for program in "$@"; do
    [ -f "$build/${program##*/}" ] || { echo "skipped: ${program##*/} is not built"; exit 77; }
done
passed=0 failed=0
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

check() { # check WHAT COMMAND…
    what=$1; shift
    if "$@"; then passed=$((passed + 1)); else echo "$what"; failed=$((failed + 1)); fi
}
put() { DESTDIR=$stage meson install -C "$build" --no-rebuild; }
holds() { # the program, its siblings and the pages of docs/man, and nothing else
    { echo "$prefix/bin/inro"
      for sibling in "$build"/inro-record*; do [ -f "$sibling" ] && echo "$prefix/$libexec/${sibling##*/}"; done
      for page in docs/man/*.1; do echo "$prefix/share/man/man1/${page##*/}"; done
    } | sort >"$stage.wanted"
    (cd "$stage" && find . -type f | sed 's/^\.//' | sort) >"$stage.found"
    diff "$stage.wanted" "$stage.found" && rm -f "$stage.wanted" "$stage.found"
}
finds_sibling() { # below the stage, where the compiled-in folder is not
    "$stage$prefix/bin/inro" help record >/dev/null && ! "$stage$prefix/bin/inro" record 2>&1 | grep -q "$libexec"
}
incomplete() { # it says which program is missing, unless another installation has it
    [ -e "$prefix/$libexec/inro-record" ] && return 0
    mv "$stage$prefix/$libexec" "$stage.away"
    "$stage$prefix/bin/inro" help record 2>"$stage.says"
    status=$?
    mv "$stage.away" "$stage$prefix/$libexec"
    [ $status = 2 ] && grep -q "inro-record.*$prefix/$libexec" "$stage.says"
}
pages_same() { for page in docs/man/*.1; do cmp "$page" "$stage$prefix/share/man/man1/${page##*/}" || return 1; done; }
make_passes() { # on to the build and the installer
    make -n install PREFIX=/opt/inro DESTDIR=/stage 2>&1 | tr '\n' ' ' |
        grep -q 'meson configure [^ ]* -Dprefix=/opt/inro .*DESTDIR=/stage meson install -C '
}

put >"$stage.log" 2>&1
check "it says what it installs: $stage.log" grep -q "Installing .*inro to $stage$prefix/bin" "$stage.log"
check "the program, its siblings and its pages are there, and nothing else" holds
check "the installed program runs" "$stage$prefix/bin/inro" --version >/dev/null
check "it finds the program that holds the record" finds_sibling
check "it says what an incomplete installation misses" incomplete
check "the pages are those of docs/man" pages_same
check "it can be done again" put >/dev/null 2>&1
check "and leaves the same" holds
check "make install hands PREFIX and DESTDIR on" make_passes
rm -f "$stage".*
echo "cases: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
