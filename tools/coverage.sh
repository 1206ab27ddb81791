#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# coverage.sh — which branches of the domain logic the tests of its own rooms take: a line for each
# source, then every branch that none took. Fails when one is left.
# coverage.sh judge ROOM… — the same of what was built and run already.
#
# Assertions are left out of the count: they speak to us, and their other branch ends the program.
set -u
export CCACHE_NOHASHDIR=1
rooms="risk lifecycle"
build=build/coverage

run() {
    if [ ! -f $build/build.ninja ]; then
        mkdir -p build
        CC=gcc meson setup $build -Dbuildtype=debug -Db_coverage=true -Db_ndebug=true >build/coverage-setup.log 2>&1 ||
            { tail -n 20 build/coverage-setup.log; exit 1; }
    fi
    find $build -name '*.gcda' -delete
    tests=
    for room in $rooms; do
        tests="$tests $(ninja -C $build -t targets all | sed -n "s#^\(tests/${room}_[a-z0-9_]*_test\): .*#\1#p")"
    done
    # shellcheck disable=SC2086
    ninja -C $build $tests >build/coverage-build.log 2>&1 || { tail -n 20 build/coverage-build.log; exit 1; }
    for test in $tests; do
        INRO_SOURCE=$PWD INRO_BUILD=$PWD/$build $build/"$test" >build/coverage.log 2>&1 ||
            { tail -n 25 build/coverage.log; exit 1; }
    done
}

if [ "${1:-}" = judge ]; then
    shift
    rooms=$*
else
    run
fi

work=$build/gcov
rm -rf $work && mkdir -p $work
untaken=$work/untaken
: >$untaken
all=0 taken=0
printf '%-36s %9s %9s\n' source branches taken
for room in $rooms; do
    for source in src/"$room"/*.c; do
        noun=${source##*/}
        (cd $build && gcov -b -c "src/libinro.a.p/${room}_$noun.gcda" >/dev/null 2>&1; mv ./*.gcov gcov)
        grep -qs '^branch' "$work/$noun.gcov" || { echo "coverage: nothing ran $source"; exit 1; }
        counted=$(awk -v source="$source" -v untaken="$untaken" '
            /^ *[-0-9#=*]+\*?: *[0-9]+:/ { line = $0; sub(/^[^:]*: */, "", line) }
            /^branch / { all++; if (/taken 0( |$)/ || /never executed/) { print source ":" line >>untaken } else taken++ }
            END { printf "%d %d", all, taken }' "$work/$noun.gcov")
        # shellcheck disable=SC2086
        printf '%-36s %9s %9s\n' "$source" $counted
        all=$((all + ${counted% *})) taken=$((taken + ${counted#* }))
        rm "$work"/*.gcov
    done
done
printf '%-36s %9s %9s\n' 'all of it' $all $taken
[ $all = $taken ] || { echo 'branches that no test takes:'; sort -u $untaken; exit 1; }
