#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh BUDGET — builds and runs every suite of the budget, then adds up all test cases.
# check.sh --suite NAME — one suite alone.
#
# Each suite has its seconds in tests/budget.tsv; one that takes three times as long is stopped and
# counts as failed. The last line is `N passed, F failed, S skipped`.
set -u
export CCACHE_NOHASHDIR=1
logs=build/check
mkdir -p "$logs"
failed_suites=0

configure() { # configure FOLDER OPTION…
    folder=$1; shift
    if [ -f "$folder/build.ninja" ]; then meson configure "$folder" "$@" >/dev/null
    else meson setup "$folder" "$@" >"$logs/setup.log" 2>&1 || { tail -n 20 "$logs/setup.log"; return 1; }
    fi
}

suite_release() {
    configure build/release -Dbuildtype=release -Dtests=true && ninja -C build/release &&
        meson test -C build/release --no-rebuild --print-errorlogs
}

suite_sanitize() {
    CC=clang configure build/sanitize -Dbuildtype=debugoptimized -Db_sanitize=address,undefined \
        -Db_lundef=false -Dtests=true && ninja -C build/sanitize &&
        meson test -C build/sanitize --no-rebuild --print-errorlogs
}

suite_fuzz() {
    sh tools/fuzz.sh short
}

run_suite() { # run_suite NAME SECONDS
    echo "== $1"
    start=$(date +%s)
    timeout $(($2 * 3)) sh "$0" --suite "$1" >"$logs/$1.log" 2>&1
    code=$?
    took=$(($(date +%s) - start))
    grep -E 'warning:|^FAILED|error:' "$logs/$1.log" | head -n 20
    tail -n 12 "$logs/$1.log"
    echo "== $1: exit $code, $took s of $2 s"
    [ $took -le "$2" ] || echo "check: $1 took longer than its budget"
    [ $code -eq 0 ] || { failed_suites=$((failed_suites + 1)); grep -hE '^(not ok|\[  FAILED|.*: got )' "$logs/$1.log" | head -n 40; }
}

# Every test program says how many cases it had; the logs of meson hold what they said.
tally() {
    cat build/release/meson-logs/testlog.txt build/sanitize/meson-logs/testlog.txt "$logs/fuzz.log" 2>/dev/null |
        awk -v broken="$failed_suites" '
            /^cases: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $2; f += $4; s += $6 }
            END { if (broken > f) f = broken; printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 }'
}

if [ "${1:?}" = --suite ]; then "suite_${2:?}"; exit; fi
budget=$1
rm -f build/release/meson-logs/testlog.txt build/sanitize/meson-logs/testlog.txt
while IFS='	' read -r suite seconds _; do
    [ "$suite" = suite ] || run_suite "$suite" "$seconds"
done <"$budget"
tally
