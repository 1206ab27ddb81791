/* SPDX-License-Identifier: Apache-2.0 */
/* sbom.h — the components of a device as its SBOM lists them, whatever the format.
 *
 * Everything the readers promise to keep for matching; the document's own bytes stay with
 * the caller (the `cyclonedx` report fills them in again).
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum {
    SBOM_COMPONENTS_MAX = 2000000, /* in one document */
    SBOM_DEPTH_MAX = 256,          /* of nested components and of JSON */
    SBOM_IDENTIFIERS_MAX = 1024,   /* of one component; Syft guesses up to 170 CPEs for one */
};
#define SBOM_NO_INDEX UINT32_MAX

typedef enum { SBOM_CYCLONEDX, SBOM_SPDX, SBOM_FORMATS } SbomFormat;
typedef enum { IDENTIFIER_PURL, IDENTIFIER_CPE, IDENTIFIER_GIT } IdentifierKind;

typedef struct {
    IdentifierKind kind;
    Str text;       /* as written; not yet checked */
    Str commit;     /* IDENTIFIER_GIT: text is the repository, this the commit */
    const char *field;  /* where in the component: "purl", "cpe", "externalRefs" … static */
    uint32_t field_i;   /* index in that field, or SBOM_NO_INDEX */
} Identifier;

typedef struct {
    Str name, version, group, supplier, type;
    Str ref;                /* bom-ref or SPDXID; empty when absent */
    uint32_t first_identifier, identifier_count; /* into Sbom.identifiers */
    uint32_t parent;        /* the component it is nested in, or SBOM_NO_INDEX */
    uint32_t index;         /* its place in the parent's (or the document's) array */
    Str source_name, source_version; /* told by tool properties; empty when not */
    Str hashes;             /* "sha256:…", several parted by a space, as they are listed */
    Str pedigree;           /* "sha256:…" of what the SBOM tells of its making: patches, commits */
    bool counted;           /* in `components` of the document; metadata.component is not */
} Component;

typedef struct {
    SbomFormat format;
    Str spec_version;       /* "1.6", "SPDX-2.3" */
    Str serial, name, timestamp, tool;
    Str os;                 /* "debian-12" when an operating-system component or property says so */
    Component *components;  /* in document order, a parent before its children */
    uint32_t component_count, counted_count;
    Identifier *identifiers;
    uint32_t identifier_count;
    bool had_bom;           /* a UTF-8 byte order mark stood at the front */
} Sbom;

/* "components[3].components[1]", "metadata.component", "packages[7]" — for messages. */
enum { SBOM_PLACE_BYTES = 256 };
const char *sbom_place(const Sbom *sbom, uint32_t component_i, char buffer[SBOM_PLACE_BYTES]);
/* The same as a JSON Pointer: "/components/3/components/1". */
const char *sbom_pointer(const Sbom *sbom, uint32_t component_i, char buffer[SBOM_PLACE_BYTES]);
Str sbom_format_name(SbomFormat format); /* "CycloneDX", "SPDX" */
