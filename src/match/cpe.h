/* SPDX-License-Identifier: Apache-2.0 */
/* cpe.h — does a CPE of the SBOM meet a criterion, and do all criteria of a flaw hold together?
 *
 * A criterion fits when each of its attributes is a superset of the stated one (NISTIR 7696)
 * and the version lies in its range. Two things go beyond that table, on the safe side:
 *
 *  - The SBOM leaves an attribute open (ANY, or an unquoted wildcard) where the criterion is
 *    specific: what nobody stated cannot exclude, so it fits, but as CPE_FIT_OPEN, which
 *    findings show as a rule of its own. One exception: a `target_sw` that names a language
 *    or host (table TARGETS) is held against the component's purl type, so that a WordPress
 *    plug-in does not match an npm package of that name.
 *  - Firmware runs on its own hardware: "h:v:x" holds when the component is "o:v:x_firmware",
 *    the way NVD names the two.
 *
 * Configurations are evaluated over all CPEs of the SBOM in three-valued logic (Kleene). A
 * platform (part o or h) of which the SBOM names none is unknown, not absent: the flaw is then
 * a hint and no finding. A component is affected only through a `vulnerable` criterion of its
 * own that is not negated.
 *
 * Source:  NISTIR 7696 tables 6-2, 6-3; NVD API 2.0 schema, `configurations`.
 * Threads: every function is pure; the index is read-only once built.
 */
#pragma once

#include "ident/cpe.h"
#include "match/decide.h"

enum {
    CPE_TREE_DEPTH_MAX = 32,   /* of nested nodes: NVD has three; deeper ones are unknown */
    CPE_TREE_STEPS_MAX = 1 << 20, /* criteria looked at for one tree: guards the time */
};

/* "a:vendor:product", the name of a "cpe" package, as a CPE whose other attributes are ANY. */
bool cpe_of_package(Str name, Cpe *out);

/* One CPE that the SBOM states, ready to be held against criteria. */
typedef struct {
    Cpe cpe;
    Str purl_type;   /* of the component's purl: "npm"; empty when it has none */
    Str hardware;    /* "x" of the firmware "o:v:x_firmware"; else empty */
    Subject subject; /* the version that counts: of the CPE, else of its component */
} StatedCpe;

/* `version` is the component's own, used when the CPE leaves its version open.
 * Owns: *out points into `cpe`, `version` and `arena`. Fails: ERR_LIMIT. */
MUST_CHECK bool stated_cpe_init(const Cpe *cpe, Str version, Arena *arena, StatedCpe *out,
                                Err *err);
/* Whether an attribute says something, and says it without wildcards: then it can be looked up.
 * A CPE whose product is not literal cannot be used at all. */
bool stated_cpe_literal(Str value);
/* Whether it says on which system or hardware the device runs. */
typedef enum { PLATFORM_OS, PLATFORM_HARDWARE, PLATFORMS } Platform;
bool stated_cpe_names(const StatedCpe *stated, Platform platform);

typedef struct {
    Cpe cpe;
    Bounds bounds;
    bool ranged, vulnerable;
} Criterion;

typedef enum {
    CPE_FIT_NONE,
    CPE_FIT_NOT_COMPARABLE, /* all but the version fits */
    CPE_FIT_OPEN,           /* fits, the SBOM leaves an attribute open */
    CPE_FIT_FULL,
} CpeFit;

/* *which, unless NULL, is the attribute that excludes (CPE_FIT_NONE) or the first that is left
 * open (CPE_FIT_OPEN). */
CpeFit criterion_fit(const Criterion *criterion, const StatedCpe *stated, CpeAttribute *which);

/* How a question to the SBOM or to the knowledge base ends. */
typedef enum { FETCH_FOUND, FETCH_ABSENT, FETCH_NO_MEMORY } Fetch;

/* All CPEs of a device, to be asked by product. `at` yields the i-th one and is asked again at
 * each question, so that only a hash is kept of each. What it takes from `scratch` is given
 * back. */
typedef struct {
    Fetch (*at)(const void *context, uint32_t i, Arena *scratch, StatedCpe *out);
    const void *context;
    uint32_t count;
} StatedSource;

typedef struct StatedIndex StatedIndex;
/* Owns: the index lives in `arena`; *source must outlive it. Fails: ERR_LIMIT. */
MUST_CHECK bool stated_index_new(const StatedSource *source, Arena *arena, Arena *scratch,
                                 StatedIndex **out, Err *err);

/* Where nodes and criteria come from: the knowledge base, or a test's arrays. */
typedef struct {
    const void *context;
    Fetch (*node)(const void *context, uint32_t node_i, KbNode *out);
    Fetch (*criterion)(const void *context, uint32_t criterion_i, Arena *scratch, Criterion *out);
    Arena *scratch; /* for one criterion and one stated CPE at a time; given back */
} Configurations;

typedef enum { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } Truth;

typedef struct {
    Truth truth;            /* that `stated` is affected */
    bool platform_unknown;  /* some criterion asks for a platform the SBOM does not name */
    bool not_comparable;    /* the component's own version could not be compared */
    bool by_firmware;       /* some criterion held because firmware implies its hardware */
    bool open;              /* the component's own criterion fits with an open attribute: */
    CpeAttribute attribute;
    uint32_t platform;      /* the first unknown platform: a criterion; KB_NONE when none */
} CpeVerdict;

typedef struct {
    const StatedCpe *stated;  /* of the component that is asked about */
    const StatedIndex *index; /* all CPEs of its device, `stated` among them */
} CpeQuestion;

/* Whether the configuration at `root` makes `stated` vulnerable on this device. A node or
 * criterion that is not there holds for nothing. Fails: ERR_LIMIT, *out is untouched then. */
MUST_CHECK bool cpe_judge(const Configurations *from, uint32_t root, const CpeQuestion *question,
                          CpeVerdict *out, Err *err);
