#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench.sh BUILD — workloads W0, W1, W3, W5 and W6 (tests/bench/README.md); prints a table and writes it to
# docs/benchmarks.md. $BENCH_RECORDS (320000) and $BENCH_ROUNDS (11) make it smaller.
set -eu
build=${1:?}
records=${BENCH_RECORDS:-320000}
rounds=${BENCH_ROUNDS:-11}
work=build/bench
inro=$build/inro
tools=$build/tests/bench
mkdir -p $work
real=../shared/data/nvd-configurations/nvdcve-2.0-overrides.json.zst
[ -f $real ] || real=data/sample-feeds/nvdcve-2.0-sample.json
kb=$work/kb-$records

if [ ! -f $work/feed-$records.json.gz ]; then
    echo "bench: making a feed of $records records from $real"
    "$tools/bench_generate" feed $real "$records" $work/truth-$records.tsv >$work/feed-$records.json.tmp
    gzip -6 -c $work/feed-$records.json.tmp >$work/feed-$records.json.gz.tmp
    mv $work/feed-$records.json.tmp $work/feed-$records.json
    mv $work/feed-$records.json.gz.tmp $work/feed-$records.json.gz
fi

out=$work/table.md
row() { printf '| %s |\n' "$(echo "$*" | sed 's/	/ | /g')" | tee -a $out; }
: >$out
echo "bench: $(nproc) cores, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg)"
row "anchor	value	unit"; row "---	---	---"
"$tools/bench_run" anchors $work/feed-$records.json $work/feed-$records.json.gz >$work/anchors.tsv
while read -r line; do row "$line"; done <$work/anchors.tsv
anchor() { awk -F'\t' -v name="$1" 'index($1, name) == 1 { print $2 }' $work/anchors.tsv; }
parse=$(anchor 'cut and parse JSON') inflate=$(anchor 'inflate gzip') start=$(anchor 'start of /bin/true')

# work GOAL LIMIT TITLE LINE: a row, with its goal of the reference machine and how many times the
# LIMIT in ms, which is what the anchors of this run alone would take, it took.
work() {
    median=${4%%	*}
    row "$3	$1	$(awk -v a="$median" -v b="$2" 'BEGIN { printf "%.1f", a / b }')	$4"
}
scan_limit() { awk -v b="$(stat -c %s "$1")" -v p="$parse" -v s="$start" 'BEGIN { print s + b / p / 1e6 }'; }
echo >>$out
row "work	goal ms	times the anchors	median ms	min	max	CPU ms	RssAnon MB	exit"
row "---	---	---	---	---	---	---	---	---"

bytes=$(stat -c %s $work/feed-$records.json)
line=$("$tools/bench_run" 3 -- "$inro" db import --db "$kb" $work/feed-$records.json.gz)
work "$((bytes * 11 / 10000000))" "$(awk -v b="$bytes" -v i="$inflate" 'BEGIN { print b / i / 1e6 }')" \
    "import of $records records, $((bytes / 1000000)) MB of JSON from .gz" "$line"
generation=$(find "$kb" -maxdepth 1 -type f -size +64k | sort | tail -n 1)

while read -r n goal; do
    sbom=$work/sbom-$n.cdx.json
    "$tools/bench_generate" sbom $work/truth-$records.tsv $n >$sbom
    "$inro" scan --db "$kb" -o jsonl $sbom >$work/scan-$n.jsonl 2>/dev/null || true
    verdict=$("$tools/bench_oracle" $work/truth-$records.tsv $sbom $work/scan-$n.jsonl) || { echo "bench: the answer is wrong: $verdict" >&2; exit 1; }
    line=$("$tools/bench_run" "$rounds" -- "$inro" scan --db "$kb" -o json=/dev/null $sbom)
    work "$goal" "$(scan_limit $sbom)" "scan of $n components, warm ($verdict)" "$line"
done <<GOALS
10 1
100 -
1000 3
10000 -
100000 120
GOALS
while read -r n goal; do
    sbom=$work/sbom-$n.cdx.json
    line=$("$tools/bench_run" "$rounds" --cold "$generation" --cold $sbom --cold "$inro" -- "$inro" scan --db "$kb" -o json=/dev/null $sbom)
    work "$goal" "$(scan_limit $sbom)" "scan of $n components, cold" "$line"
done <<GOALS
10 -
1000 45
GOALS
# Warm after an import is one thing, warm after a cold scan may be another: the pages differ.
line=$("$tools/bench_run" "$rounds" -- "$inro" scan --db "$kb" -o json=/dev/null $work/sbom-1000.cdx.json)
work 3 "$(scan_limit $work/sbom-1000.cdx.json)" "scan of 1000 components, warm again after the cold ones" "$line"

# W5, W6: a portfolio of 10,000 releases x 500 components and a million devices; CPU time, checked by
# brute force over all instances ($BENCH_RELEASES, $BENCH_DEVICES make it smaller).
if [ ! -f $work/fleet.json ]; then
    "$tools/bench_portfolio" feed >$work/fleet.json
fi
rm -rf $work/fleet-kb $work/fleet
"$inro" db import --db $work/fleet-kb $work/fleet.json >/dev/null
line=$("$tools/bench_run" 1 -- "$tools/bench_portfolio" build $work/fleet)
echo >>$out
row "portfolio	goal	what it took"; row "---	---	---"
row "building it from SBOMs in memory	-	median, min, max wall ms, CPU ms, RssAnon MB, exit: $(echo "$line" | tr '\t' ' '); $(stat -c %s $work/fleet/base.pf) bytes"
row "one new advisory to releases and devices	1 ms	$("$tools/bench_portfolio" ask $work/fleet-kb $work/fleet 300)"
line=$("$tools/bench_run" "$rounds" -- "$tools/bench_portfolio" once $work/fleet-kb $work/fleet CVE-2031-100003)
row "the same as a new process	20 ms	median, min, max wall ms, CPU ms, RssAnon MB, exit: $(echo "$line" | tr '\t' ' ')"
"$tools/bench_portfolio" list $work/fleet-kb $work/fleet | tail -n 2 | while read -r line; do
    row "full re-match of all instances	250 ms	$line"
done
row "a delta	-	$("$tools/bench_portfolio" delta $work/fleet)"
row "one new advisory, with that delta	1 ms	$("$tools/bench_portfolio" ask $work/fleet-kb $work/fleet 300)"

# The same things as a record, asked through the program: every answer is held against that of the
# portfolio above, which brute force has checked.
rm -rf $work/fleet $work/fleet-record
"$tools/bench_portfolio" build $work/fleet
"$tools/bench_portfolio" record $work/fleet-record
asked() { printf '%s affected %s --record %s --db %s' "$inro" "$1" $work/fleet-record $work/fleet-kb; }
first="rm -rf $work/fleet-record/portfolio; exec $(asked CVE-2031-200000) -o json=/dev/null"
line=$("$tools/bench_run" 1 -- /bin/sh -c "$first")
row "\`inro affected\`, first call: the portfolio is made out of the record	-	median, min, max wall ms, CPU ms, RssAnon MB, exit: $(echo "$line" | tr '\t' ' ')"
for id in CVE-2031-200000 CVE-2031-117500 CVE-2031-112500 CVE-2031-100003; do
    want=$("$tools/bench_portfolio" once $work/fleet-kb $work/fleet $id)
    devices=$($(asked $id) -o jsonl | grep -c '"serial":"SN') || true
    [ "${want##*releases, }" = "$devices devices" ] || { echo "bench: $want, but inro affected tells $devices" >&2; exit 1; }
    for form in json table; do
        line=$("$tools/bench_run" "$rounds" -- $(asked $id) -o $form=/dev/null)
        row "\`inro affected\` as $form, ${want#*: }	20 ms	median, min, max wall ms, CPU ms, RssAnon MB, exit: $(echo "$line" | tr '\t' ' ')"
    done
done

{
    echo '# Benchmarks'
    echo
    echo "Printed by \`make bench\` (commit $(git rev-parse --short HEAD)). Machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)."
    echo "Medians of $rounds whole processes (import: 3), JSON report to /dev/null; every answer was checked against the oracle first."
    echo "Goals are those of a reference machine that parses 1.7 GB/s. \"Times the anchors\" divides by what the anchors of this"
    echo "run alone would take: inflating the feed; starting a process, and parsing the SBOM."
    echo
    cat $out
} >docs/benchmarks.md
