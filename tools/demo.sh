#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh PROGRAM — compiles the sample knowledge base, scans the sample devices, prints what was
# found and writes an HTML report. Exit status 0: what the scan finds is the point of the demo.
set -eu
inro=${1:?}
out=build/demo
mkdir -p $out
pump=examples/infusion-pump/infusion-pump.cdx.json
gateway=examples/imaging-gateway/imaging-gateway.spdx.json

run() { # shows the command as a person would type it
    echo; echo "\$ inro $*"
    "$inro" "$@"
}

run db import --db $out/kb data/sample-feeds
run db status --db $out/kb
run scan --db $out/kb -o table -o html=$out/report.html -o json=$out/report.json $pump $gateway
run explain --db $out/kb CVE-2022-0778 $pump
echo
echo "The report for people: $(pwd)/$out/report.html"
echo "The same for programs: $(pwd)/$out/report.json"
