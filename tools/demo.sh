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

show() { # the words as a person would type them
    echo; printf '$'
    for word; do
        case $word in
            *[!A-Za-z0-9_@%+=:,./-]*) printf " '%s'" "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    echo
}

run() {
    show inro "$@"
    "$inro" "$@"
}

run db import --db $out/kb data/sample-feeds
run db status --db $out/kb
run scan --db $out/kb -o table -o html=$out/report.html -o json=$out/report.json $pump $gateway
run explain --db $out/kb CVE-2022-0778 $pump

# The record: what is made and shipped, what was decided, which devices are hit.
rm -rf $out/record
INRO_RECORD=$out/record INRO_DB=$out/kb INRO_ACTOR="product security"
export INRO_RECORD INRO_DB INRO_ACTOR
show export INRO_RECORD=$out/record INRO_DB=$out/kb "INRO_ACTOR=$INRO_ACTOR"
run product create --name Pump --market JP --market US --device-class IIb
run release create --product Pump --version 2.1 --released 2026-04-01 --end-of-support 2034-03-31
run release sbom attach Pump@2.1 $pump
run site create --name "Ward 3"
run device create --product Pump --serial SN-0007 --release Pump@2.1 --site "Ward 3"
run finding decide CVE-2022-0778 --product Pump --status not_affected \
    --justification vulnerable_code_not_in_execute_path \
    --reason "certificates of strangers are never parsed"
run affected CVE-2022-37434
run affected CVE-2022-0778
run record verify
echo
echo "The report for people: $(pwd)/$out/report.html"
echo "The same for programs: $(pwd)/$out/report.json"
