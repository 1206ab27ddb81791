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
    SBOM_HASHES_MAX = 16,          /* of one component; CycloneDX 1.7 knows 13 algorithms */
};
#define SBOM_NO_INDEX UINT32_MAX

typedef enum { SBOM_CYCLONEDX, SBOM_SPDX, SBOM_FORMATS } SbomFormat;
typedef enum { IDENTIFIER_PURL, IDENTIFIER_CPE, IDENTIFIER_GIT } IdentifierKind;

typedef struct {
    IdentifierKind kind;
    uint32_t field_i;   /* index in `field`, or SBOM_NO_INDEX */
    const char *field;  /* where in the component: "purl", "cpe", "externalRefs" … static */
    Str text;       /* as written; not yet checked */
    Str commit;     /* IDENTIFIER_GIT: text is the repository, this the commit */
} Identifier;

/* As written: a name of an algorithm ("SHA-256") and a value that is hexadecimal. */
typedef struct {
    Str algorithm, value;
} SbomHash;

typedef struct {
    uint32_t component;
    Str digest;         /* "sha256:…" of what the SBOM tells of its making: patches, commits */
} SbomPedigree;

typedef struct {
    Str name, version, group, supplier, type;
    Str ref;                /* bom-ref or SPDXID; empty when absent */
    uint32_t first_identifier, identifier_count; /* into Sbom.identifiers */
    uint32_t parent;        /* the component it is nested in, or SBOM_NO_INDEX */
    uint32_t index;         /* its place in the parent's (or the document's) array */
    Str source_name, source_version; /* told by tool properties; empty when not */
    uint32_t first_hash;    /* into Sbom.hashes */
    uint8_t hash_count;
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
    SbomHash *hashes;
    SbomPedigree *pedigrees; /* by component, which hardly ever has one */
    uint32_t identifier_count, hash_count, pedigree_count;
    bool had_bom;           /* a UTF-8 byte order mark stood at the front */
} Sbom;

/* "components[3].components[1]", "metadata.component", "packages[7]" — for messages. */
enum { SBOM_PLACE_BYTES = 256 };
const char *sbom_place(const Sbom *sbom, uint32_t component_i, char buffer[SBOM_PLACE_BYTES]);
/* The same as a JSON Pointer: "/components/3/components/1". */
const char *sbom_pointer(const Sbom *sbom, uint32_t component_i, char buffer[SBOM_PLACE_BYTES]);
/* The hashes of a component as "sha256:…", several parted by a space, as they are listed. False: no
 * memory. */
MUST_CHECK bool sbom_hashes(const Sbom *sbom, const Component *component, Arena *arena, Str *out);
/* The digest of its pedigree; empty when nothing is told. */
Str sbom_pedigree(const Sbom *sbom, uint32_t component_i);
Str sbom_format_name(SbomFormat format); /* "CycloneDX", "SPDX" */
