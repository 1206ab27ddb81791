#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pages.sh ROOT — man pages that mandoc would warn of, and catalogues that msgfmt refuses.
set -u
cd "${1:?}" || exit 2
passed=0 failed=0 skipped=0

check() { # check TOOL FILE COMMAND…
    tool=$1 file=$2; shift 2
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: $file: no $tool"; skipped=$((skipped + 1))
    elif "$@"; then passed=$((passed + 1))
    else echo "$file"; failed=$((failed + 1)); fi
}

whole() { # whole PAGE: no example loses its quotes; troff takes " for its own, not \(dq
    ! grep -n '^\.Dl .*"' "$1"
}

for page in docs/man/*.1; do
    check grep "$page" whole "$page"
    check mandoc "$page" mandoc -T lint -W warning "$page"
done
for po in po/*/*.po; do check msgfmt "$po" msgfmt --check -o /dev/null "$po"; done
echo "cases: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
