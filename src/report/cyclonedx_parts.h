/* SPDX-License-Identifier: Apache-2.0 */
/* cyclonedx_parts.h — the CycloneDX report while it is written: what its two sources share.
 */
#pragma once

#include "base/jsonout.h"
#include "report/report.h"
#include "report/rules.h"

/* The bom-ref of a vulnerability of ours: by it the next run knows what to replace. */
#define BOM_REF_PREFIX STR("inro/vulnerability/")

typedef struct {
    const Scan *scan;
    const ReportOptions *options;
    JsonOut out;
    Buf text;
    Rules rules;
    Arena arena;
    bool no_memory;  /* for a text that was left out */
    bool converted;  /* a new document: refs of several inputs must differ */
    bool since_1_5;  /* the version knows the method CVSSv4, and when an analysis was updated */
    size_t *group;   /* of rules.sorted: what the record says, counted from 0 in each rule */
    const Str **wanted; /* JSON Pointers of affected components of this document, sorted */
    size_t wanted_count;
} Bom;

/* A property whose value is the text collected in b->text. */
void bom_property(Bom *b, Str name);
/* The same of a text; nothing for an empty one. */
void bom_fact(Bom *b, Str name, Str value);
/* A member; nothing for an empty text. */
void bom_text_at(Bom *b, Str key, Str text);
/* Adds the bom-ref of a component to b->text. */
void bom_ref(Bom *b, uint32_t input, Str ref);
/* The elements of `vulnerabilities` that are ours; fills b->group. */
void bom_vulnerabilities(Bom *b);
