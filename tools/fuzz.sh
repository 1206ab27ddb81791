#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh SECONDS [NOUN…] — runs every fuzz target, or those of the nouns, for SECONDS under ASan and
# UBSan, FUZZ_JOBS of them (as many as there are cores) at a time, and writes their rows in
# docs/fuzz.tsv. A row names the commit that was built ("+": with changes that were in none), and
# stays until its target ran again without a finding.
# fuzz.sh short — every target over its seeds and for two seconds, by the same chances each time;
# writes nothing.
set -u
export CCACHE_NOHASHDIR=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
build=build/fuzz
work=build/fuzz-work

# fuzz.sh one TARGET SECONDS — a row for docs/fuzz.tsv in $work/NOUN.row; fails when the target does.
# -entropic=0: weighing features took 86 % of the time of the large targets (match, import, kb).
if [ "${1:?}" = one ]; then
    target=$2
    noun=${target%_fuzz}
    mkdir -p "$work/$noun" "$work/artifacts"
    seeds=tests/fuzz/seeds/$noun
    [ -d "$seeds" ] || seeds=
    # shellcheck disable=SC2086
    $build/tests/fuzz/$target -max_total_time="$3" ${FUZZ_SEED:+-seed=$FUZZ_SEED} -entropic=0 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix=$work/artifacts/$noun- "$work/$noun" $seeds >"$work/$noun.log" 2>&1
    code=$?
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$noun.log")
    coverage=$(grep -o 'cov: [0-9]*' "$work/$noun.log" | tail -n 1 | cut -d' ' -f2)
    [ $code = 0 ] || { echo "fuzz: $target failed"; tail -n 25 "$work/$noun.log"; exit 1; }
    printf '%s\t%s\t%s\t%s\t%s\n' "$target" "$(cat $build/commit)" "${executions:-0}" "${coverage:-0}" "$3" >"$work/$noun.row"
    printf '%-24s %12s executions, coverage %s\n' "$target" "${executions:-0}" "${coverage:-0}"
    exit 0
fi

if [ ! -f $build/build.ninja ]; then
    mkdir -p build
    CC=clang meson setup $build -Dbuildtype=debugoptimized -Dfuzz=true -Dtests=false \
        -Db_sanitize=address,undefined -Db_lundef=false >build/fuzz-setup.log 2>&1 ||
        { tail -n 20 build/fuzz-setup.log; exit 1; }
fi
known=$(ninja -C $build -t targets all 2>/dev/null | sed -n 's|^tests/fuzz/\([a-z0-9_]*_fuzz\): .*|\1|p' | sort)
mode=$1 seconds=$1
[ "$mode" != short ] || { seconds=2; export FUZZ_SEED=1; }
shift
targets=${*:+$(printf '%s_fuzz\n' "$@")}
targets=${targets:-$known}
count=$(echo "$targets" | wc -w)
[ "$count" -gt 0 ] || { echo "fuzz: no targets" >&2; exit 1; }
# shellcheck disable=SC2046
ninja -C $build $(echo "$targets" | sed 's|^|tests/fuzz/|') >build/fuzz-build.log 2>&1 ||
    { grep -E 'error|FAILED' build/fuzz-build.log; exit 1; }
{ git rev-parse --short HEAD && { git diff --quiet HEAD -- src include tests/fuzz || echo +; }; } |
    tr -d '\n' >$build/commit

rm -f $work/*.row
echo "$targets" | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I TARGET sh "$0" one TARGET "$seconds"
passed=$(find $work -maxdepth 1 -name '*.row' | wc -l)
failed=$((count - passed))
if [ "$mode" != short ] && [ "$passed" -gt 0 ]; then # new rows before old ones; of each target the first
    printf 'target\tcommit\texecutions\tcoverage\tseconds\n' >$work/table
    { cat $work/*.row; sed 1d docs/fuzz.tsv; } | LC_ALL=C sort -s -t '	' -k 1,1 |
        awk -F '\t' -v known="$(echo $known)" '
            BEGIN { count = split(known, name, " "); for (i = 1; i <= count; i++) is[name[i]] = 1 }
            is[$1] && !seen[$1]++' >>$work/table
    cp $work/table docs/fuzz.tsv
fi
echo "cases: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
