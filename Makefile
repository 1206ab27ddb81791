# SPDX-License-Identifier: Apache-2.0
# Inro's commands for people. Each is idempotent, prints what it does and leaves the tree clean.
PREFIX ?= /usr/local
SECONDS ?= 600
NINJA  = ninja
RELEASE = build/release
SANITIZE = build/sanitize

.PHONY: help demo build test check-long coverage bench fuzz install clean

help:
	@sed -n 's/^## //p' Makefile

## make demo        install what is missing, build, scan the sample devices, write an HTML report
demo: build
	@sh tools/demo.sh $(RELEASE)/inro

## make build       the program: build/release/inro
build:
	@sh tools/setup.sh build
	@test -f $(RELEASE)/build.ninja || meson setup $(RELEASE) -Dbuildtype=release -Dtests=false
	@meson configure $(RELEASE) -Dtests=false >/dev/null
	$(NINJA) -C $(RELEASE)

## make test        everything that is tested, with gcc and with clang's sanitizers
test:
	@sh tools/setup.sh test
	@sh tools/check.sh tests/budget.tsv

## make check-long  what make test samples, whole (tests/budget-long.tsv says how long)
check-long:
	@sh tools/setup.sh test
	@awk -F '\t' 'NR > 1 { s += $$2; print "   " $$1 ": " $$3 } END { print "about " int(s / 60) " minutes" }' tests/budget-long.tsv
	@INRO_LONG=1 sh tools/check.sh tests/budget-long.tsv

## make coverage    the branches of the domain logic that its tests take; fails when one is left
coverage:
	@sh tools/setup.sh test
	@sh tools/coverage.sh

## make bench       the speed we stand by, beside the anchors of this machine
bench: build
	@meson configure $(RELEASE) -Dbench=true >/dev/null && ninja -C $(RELEASE) >/dev/null
	@sh tools/bench.sh $(RELEASE)

## make fuzz SECONDS=n   every fuzzer for n seconds; writes docs/fuzz.tsv
fuzz:
	@sh tools/setup.sh test
	@sh tools/fuzz.sh $(SECONDS)

## make install     PREFIX=/usr/local DESTDIR=
install: build
	@meson configure $(RELEASE) -Dprefix=$(PREFIX) >/dev/null && $(NINJA) -C $(RELEASE) >/dev/null
	DESTDIR=$(DESTDIR) meson install -C $(RELEASE) --no-rebuild

## make clean       remove build/
clean:
	rm -rf build
