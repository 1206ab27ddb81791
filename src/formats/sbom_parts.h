/* SPDX-License-Identifier: Apache-2.0 */
/* sbom_parts.h — what the SBOM readers share: an Sbom that grows while its document is read.
 *
 * Private to sbom.c (the formats), sbom_parted.c (long documents), sbom_draft.c (the growing
 * Sbom), cyclonedx.c and spdx.c. Components, identifiers, hashes and pedigrees are arrays in the
 * caller's arena; what is a component's is added before the next component is.
 */
#pragma once

#include "base/json.h"
#include "formats/sbom.h"

#define RULE_NO_NAME   STR("sbom.no-name")
#define RULE_NO_OBJECT STR("sbom.no-object")

enum { SBOM_STRICT = JSON_UNIQUE_KEYS | JSON_NO_NUL }; /* how every document is parsed */

typedef struct {
    Arena *arena; /* of texts */
    Arena *rows;  /* of the arrays; may be the same */
    Sbom sbom;
    size_t component_room, identifier_room, hash_room, pedigree_room;
    bool os_doubtful; /* two operating systems are named: none is known */
} SbomDraft;

/* How a format is read: what stands around the components, and each of them. A long document is
 * read component by component; `begin` then sees it cut off behind the bracket that opens the
 * components, and `end` sees all but them. Of a document that is read as a whole both see all. */
typedef struct {
    const char *array; /* the member of the document that holds the components */
    const char *early; /* the member that `begin` needs when there is one; or NULL */
    bool (*begin)(const Json *root, SbomDraft *draft, Err *err);
    bool (*component)(const Json *json, size_t i, SbomDraft *draft, Err *err);
    bool (*end)(const Json *root, SbomDraft *draft, Err *err);
} SbomReader;
/* Their `root` is an object whose format is known by its marks. */
extern const SbomReader CYCLONEDX_READER, SPDX_READER;

/* Formats that are JSON, by their marks; `reader` is NULL where `instead` is what to convert to. */
typedef struct {
    Str name, instead;
    SbomFormat format;
    bool (*shows)(const Json *root);
    const SbomReader *reader;
} JsonFormat;
/* NULL when the root shows no mark. */
const JsonFormat *sbom_json_format(const Json *root);
/* Whether a member of that name holds the components of some format. */
bool sbom_names_components(Str key);

/* Reads a document component by component; one of `halves_min` bytes or more by two threads.
 * False with ERR_NONE when it is to be read as a whole, which says what is wrong and where. */
MUST_CHECK bool parted_read(Str text, size_t halves_min, SbomDraft *draft, Err *err);

/* Room for about so many components and identifiers; both may grow. */
MUST_CHECK bool draft_reserve(SbomDraft *draft, size_t components, Err *err);
/* Adds an empty component behind the others. Only *out_i is safe to keep: the array may move. */
MUST_CHECK bool draft_component(SbomDraft *draft, uint32_t parent, size_t index, bool counted,
                                uint32_t *out_i, Err *err);
/* Puts what was read of the same document behind `before` of its elements. Texts are not copied. */
MUST_CHECK bool draft_append(SbomDraft *draft, const SbomDraft *rest, uint32_t before, Err *err);
/* Adds an identifier to the newest component. */
MUST_CHECK bool draft_identifier(SbomDraft *draft, Identifier identifier, Err *err);
/* Adds `json` as a purl or CPE: nothing when it is absent, null or empty; an empty text, which
 * no reader of identifiers accepts, when it is no string. */
MUST_CHECK bool draft_text_identifier(SbomDraft *draft, IdentifierKind kind, const Json *json,
                                      const char *field, size_t field_i, Err *err);
/* Adds "https://host/repository@COMMIT" or "…#COMMIT", a commit being 40 or 64 hexadecimal
 * digits; nothing when there is no commit. */
MUST_CHECK bool draft_git(SbomDraft *draft, Str url, const char *field, size_t field_i, Err *err);
/* Hashes of the newest component: a list of objects with an algorithm ("SHA-256", "SHA256") and a
 * value; at most SBOM_HASHES_MAX of them, and none that is not hexadecimal. */
typedef struct {
    Str algorithm, value; /* names of the members */
} HashKeys;
MUST_CHECK bool draft_hashes(SbomDraft *draft, const Json *list, HashKeys keys, Err *err);
/* The pedigree of the newest component. */
MUST_CHECK bool draft_pedigree(SbomDraft *draft, Str digest, Err *err);
/* The document names its operating system; kept as "debian-12" in the words of os-release(5). */
MUST_CHECK bool draft_os(SbomDraft *draft, Str name, Str version, Err *err);
/* Puts the place of the component before the error; returns false. */
bool draft_refuse(const SbomDraft *draft, uint32_t component_i, Err *err);

/* The texts one after the other, in the draft's arena. */
MUST_CHECK bool draft_join(SbomDraft *draft, const Str *texts, size_t count, Str *out, Err *err);

/* Takes the value of `field` as the version when it is one of `versions`, which are separated by
 * one space; else refuses. */
MUST_CHECK bool draft_version(SbomDraft *draft, const Json *root, const char *field, Str versions,
                              Err *err);

/* The values of the members `keys` of an object in one pass; NULL for those that are absent. */
void json_members(const Json *object, const Str *keys, size_t count, const Json **values);
/* True when `json` is an array, or absent or null; else refuses with `name` as the place. */
MUST_CHECK bool json_is_list(const Json *json, const char *name, Err *err);
