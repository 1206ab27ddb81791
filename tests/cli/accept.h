/* SPDX-License-Identifier: Apache-2.0 */
/* accept.h — the whole program over small feeds and SBOMs that a test writes out.
 *
 * Documents are written with ' for " (a ` stands for the apostrophe), so that JSON reads well in a
 * C string. Everything lives until the test program ends.
 */
#pragma once

#include "process.h"
#include "test.h"

/* The present of all tests; the sources of the ward are dated one to three days before it. */
#define NOW "2026-01-10T00:00:00Z"

Str quoted(const char *text);
/* Writes a quoted document into the folder of the test; gives its path. */
const char *document(const char *name, const char *text);

/* The path of that name in the folder of the test, where nothing is yet. */
const char *place(const char *name);

/* Runs inro over the words; the user's own knowledge base and language are kept out of it. */
ProcessResult inro_words(Str input, const char *environment, const char *const *words);
#define INRO(...) inro_words(STR(""), NULL, (const char *const[]){ __VA_ARGS__, NULL })
ProcessResult inro_as(const char *actor, const char *const *words);

/* Whether the whole program of tests runs on a server (INRO_TEST_RECORD=postgres): then a folder
 * that stands behind --record means a database of its own. */
bool records_served(void);
const char *record_served(const char *folder);

/* A knowledge base in a folder of its own, out of `sources` (paths, NULL-ended). */
const char *knowledge_import(const char *name, const char *const *sources);
#define KNOWLEDGE(name, ...) knowledge_import(name, (const char *const[]){ __VA_ARGS__, NULL })
/* The one of tests/data/cli/feeds, made once. */
const char *ward(void);

/* The JSON of a scan against the ward at NOW; `status` is what the program must end with. */
Str ward_scan(const char *sbom);
/* The same of a CycloneDX 1.5 document with these (quoted) components. */
Str ward_components(const char *components);
#define CDX(components)                                                                            \
    "{'bomFormat':'CycloneDX','specVersion':'1.5','version':1,'components':[" components "]}"

/* A library of PyPI as such a component, and a record of OSV that it has a flaw below version 2.0.
 * `facts` are further members, or "": of the one each behind a comma, of the other each before. */
#define LIBRARY(name, version, facts)                                                              \
    "{'type':'library','name':'" name "','version':'" version "',"                                 \
    "'purl':'pkg:pypi/" name "@" version "'" facts "}"
#define OSV_FLAW(id, name, facts)                                                                  \
    "{'id':'" id "','modified':'2026-01-05T00:00:00Z'," facts "'affected':[{'package':"            \
    "{'ecosystem':'PyPI','name':'" name "'},'ranges':[{'type':'ECOSYSTEM',"                        \
    "'events':[{'introduced':'0'},{'fixed':'2.0'}]}]}]}"
/* The library of most tests, and its flaw. */
#define PUMPLIB(version) CDX(LIBRARY("pumplib", version, ""))
#define PUMPLIB_FLAW     OSV_FLAW("CVE-2026-0001", "pumplib", "")

/* What stands at a place such as "findings[0].component.name" or
 * "findings[vulnerability.id=CVE-2024-1].match.rule": a text or number as it is, "true", "null",
 * "[3]" or "{3}" for three elements or members, "absent". */
Str json_at(Str json, const char *place);

typedef struct {
    const char *place, *want;
    const char *why;
} Fact;
void check_facts(Str json, const Fact *facts, size_t count);
#define CHECK_FACTS(json, facts) check_facts((json), (facts), ARRAY_LEN(facts))

/* ---- a record of its own ---- */

typedef struct {
    char at[1200];   /* its place */
    const char *db;  /* a knowledge base; the test's own */
    const char *now; /* the present, "2026-01-10"; NULL: the program's */
} OwnRecord;
/* A place where no record is yet. */
OwnRecord own_record(const char *name);
/* Runs inro over the words in the world's present, with --record behind them; `environment` is
 * NULL or an assignment such as "INRO_ACTOR=author". */
ProcessResult own_run(const OwnRecord *world, const char *environment,
                      const char *const *words);
/* What it printed, from 2 on its error; `status` is what it must have ended with; own_done: 0. */
Str ended(ProcessResult result, int status, int line);
Str own_done(ProcessResult result, int line);

bool has(Str text, const char *part);
#define CHECK_HAS(text, part, why)                                                                 \
    check_has((text), (part), true, (why), __FILE__, __LINE__)
#define CHECK_LACKS(text, part, why)                                                               \
    check_has((text), (part), false, (why), __FILE__, __LINE__)
void check_has(Str text, const char *part, bool want, const char *why, const char *file, int line);
