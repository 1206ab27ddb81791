#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh BUDGET — builds and runs every suite of the budget, then adds up all test cases.
# check.sh --suite NAME — one suite alone.
#
# Each suite has its seconds in tests/budget.tsv; one that takes three times as long is stopped and
# counts as failed. So does a program that crashed, was stopped, or said nothing of its cases.
# Without ../shared the tests that need it are skipped, and say so.
# With INRO_LONG=1 what is sampled runs whole, and nothing is stopped: tests/budget-long.tsv.
# The last line is `N passed, F failed, S skipped`; exit status 1 when anything failed.
set -u
export CCACHE_NOHASHDIR=1
logs=build/check
mkdir -p "$logs"

configure() { # configure FOLDER OPTION…
    folder=$1; shift
    if [ -f "$folder/build.ninja" ]; then meson configure "$folder" "$@" >/dev/null
    else meson setup "$folder" "$@" >"$folder.log" 2>&1 || { tail -n 20 "$folder.log"; return 1; }
    fi
    ninja -C "$folder"
}

programs() { # programs FOLDER NAME OPTION…: its programs, and what each said into build/check/NAME
    folder=$1 name=$2; shift 2
    meson test -C "$folder" --no-rebuild --print-errorlogs --logbase "$name" ${INRO_LONG:+--timeout-multiplier=0} "$@"
    code=$?
    cp "$folder/meson-logs/$name.txt" "$logs/$name.cases"
    return $code
}

suite_release() {
    configure build/release -Dbuildtype=release -Dtests=true && programs build/release release --no-suite fault
}

suite_faults() {
    programs build/release faults --suite fault
}

# What knows INRO_LONG, a suite each (tests/budget-long.tsv).
long() { # long NAME TEST…
    name=$1; shift
    configure build/release -Dbuildtype=release -Dtests=true && programs build/release "$name" "$@"
}

suite_kills() { long kills store/kill store/writers; }
suite_changes() { long changes store/tamper store/hostile; }
suite_power() { long power crash/crash; }
suite_disk() { long disk crash/fault; }
suite_calls() { long calls fault/sweep fault/record; }

suite_sanitize() {
    CC=clang configure build/sanitize -Dbuildtype=debugoptimized -Db_sanitize=address,undefined \
        -Db_lundef=false -Dtests=true && programs build/sanitize sanitize --no-suite house
}

suite_fuzz() {
    sh tools/fuzz.sh short >"$logs/fuzz.out"
    code=$?
    cat "$logs/fuzz.out"
    { echo 'test: fuzz'; echo "result: exit status $code"; cat "$logs/fuzz.out"; } >"$logs/fuzz.cases"
    return $code
}

# Adds up `cases: P passed, F failed, S skipped` of each program. A program that ended badly without
# naming a failed case, or named no cases at all, counts as one that failed.
tally() { # tally FILE…: prints "P F S", and on stderr what ended badly
    awk '
        function close_program() {
            if (program == "") return
            if (!named || (result !~ /exit status 0$/ && failed == 0)) {
                printf "check: %s: %s\n", program, named ? result : result ", and no word of its cases" > "/dev/stderr"
                failed++
            }
            P += passed; F += failed; S += skipped
        }
        /^test: / { close_program(); program = $0; sub(/^test: */, "", program); result = ""; named = passed = failed = skipped = 0 }
        /^result: / { result = $0; sub(/^result: */, "", result) }
        /^cases: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { named = 1; passed += $2; failed += $4; skipped += $6 }
        END { close_program(); printf "%d %d %d\n", P, F, S }' "$@" /dev/null
}

run_suite() { # run_suite NAME SECONDS
    echo "== $1: at most $2 s"
    start=$(date +%s)
    limit=$((3 * $2))
    [ -z "${INRO_LONG-}" ] || limit=86400
    rm -f "$logs/$1.cases"
    timeout -k 10 $limit sh "$0" --suite "$1" >"$logs/$1.log" 2>&1
    code=$?
    took=$(($(date +%s) - start))
    [ -f "$logs/$1.cases" ] || : >"$logs/$1.cases"
    set -- "$1" "$2" $(tally "$logs/$1.cases")
    if [ $code -ne 0 ] && [ "$4" -eq 0 ]; then # it did not build, or was stopped
        set -- "$1" "$2" "$3" 1 "$5"
    fi
    if [ "$4" -ne 0 ]; then
        grep -nE 'error:|^FAILED|: got |is false: |addr2line|Sanitizer|runtime error' "$logs/$1.log" | head -n 40
        tail -n 20 "$logs/$1.log"
        echo "check: all of it is in $logs/$1.log"
    fi
    grep 'warning:' "$logs/$1.log" | sort -u | head -n 20
    grep -hE 'distinct sites, ' "$logs/$1.cases"
    [ "$took" -le "$2" ] || echo "check: $1 took longer than its budget"
    echo "== $1: $3 passed, $4 failed, $5 skipped; took $took s of $2 s"
    passed=$((passed + $3)) failed=$((failed + $4)) skipped=$((skipped + $5))
}

if [ "${1:?}" = --suite ]; then "suite_${2:?}"; exit; fi
budget=$1
passed=0 failed=0 skipped=0 total=$(date +%s)
while IFS='	' read -r suite seconds _; do
    [ "$suite" = suite ] || run_suite "$suite" "$seconds"
done <"$budget"
[ -d "${INRO_SHARED-../shared}" ] || echo "skipped: no shared data: ${INRO_SHARED-../shared} is not there"
echo "all suites: $(($(date +%s) - total)) s of $(awk '{ s += $2 } END { print s }' "$budget") s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
