#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh SECONDS — runs every fuzz target for its share of SECONDS under ASan and UBSan and writes
# docs/fuzz.tsv. fuzz.sh short — every target over its seeds and for two seconds; writes nothing.
set -u
export CCACHE_NOHASHDIR=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
build=build/fuzz
work=build/fuzz-work
if [ ! -f $build/build.ninja ]; then
    mkdir -p build
    CC=clang meson setup $build -Dbuildtype=debugoptimized -Dfuzz=true -Dtests=false \
        -Db_sanitize=address,undefined -Db_lundef=false >build/fuzz-setup.log 2>&1 ||
        { tail -n 20 build/fuzz-setup.log; exit 1; }
fi
ninja -C $build >build/fuzz-build.log 2>&1 || { grep -E 'error|FAILED' build/fuzz-build.log; exit 1; }

targets=$(cd $build/tests/fuzz && ls -- *_fuzz 2>/dev/null)
count=$(echo "$targets" | wc -w)
[ "$count" -gt 0 ] || { echo "fuzz: no targets" >&2; exit 1; }
if [ "${1:?}" = short ]; then share=2; else share=$(($1 / count)); fi
[ "$share" -gt 0 ] || share=1

# -entropic=0: weighing features took 86 % of the time of the large targets (match, import, kb).
passed=0 failed=0
rows=build/fuzz-rows.tsv
: >$rows
for target in $targets; do
    noun=${target%_fuzz}
    mkdir -p "$work/$noun" "$work/artifacts"
    seeds=tests/fuzz/seeds/$noun
    [ -d "$seeds" ] || seeds=
    # shellcheck disable=SC2086
    if $build/tests/fuzz/$target -max_total_time=$share -entropic=0 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix=$work/artifacts/$noun- "$work/$noun" $seeds >"$work/$noun.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "fuzz: $target failed"; tail -n 25 "$work/$noun.log"
    fi
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$noun.log")
    coverage=$(grep -o 'cov: [0-9]*' "$work/$noun.log" | tail -n 1 | cut -d' ' -f2)
    printf '%s\t%s\t%s\t%s\t%s\n' "$target" "$(git rev-parse --short HEAD)" "${executions:-0}" "${coverage:-0}" "$share" >>$rows
    printf '%-24s %12s executions, coverage %s\n' "$target" "${executions:-0}" "${coverage:-0}"
done
if [ "$1" != short ] && [ $failed = 0 ]; then
    { printf 'target\tcommit\texecutions\tcoverage\tseconds\n'; cat $rows; } >docs/fuzz.tsv
fi
echo "cases: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
