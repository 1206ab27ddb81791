/* SPDX-License-Identifier: Apache-2.0 */
/* build.h — a portfolio while it is made; seen by builder.c, pairs.c and write.c only.
 *
 * Rows are numbered as they come; write.c puts them in the order of the file.
 */
#pragma once

#include "base/buf.h"
#include "base/container_writer.h"
#include "base/list.h"
#include "base/map.h"
#include "portfolio/builder.h"
#include "portfolio/format.h"
#include "portfolio/stack.h"

typedef enum { BUILD_PRODUCT, BUILD_SITE, BUILD_RELEASE, BUILD_DEVICE, BUILD_IDS } BuildId;

typedef struct {
    PfPair row;
    Str name, version;                 /* as they lie in `strings` */
    uint32_t first_key, key_count;     /* PortfolioBuilder.pair_keys */
    uint32_t identifier_count;
} BuildPair;

typedef struct {
    PfDevice row;
    uint32_t release;                  /* its number; PF_NONE */
} BuildDevice;

struct PortfolioBuilder {
    Arena arena, scratch;
    PortfolioHead head;
    const Portfolio *below;            /* a delta upon this; NULL: a base */
    PortfolioCounts given;             /* numbers given below */
    Map below_ids[BUILD_DEVICE];       /* id → number below; devices are looked up at the end */
    Map ids[BUILD_IDS];                /* id → place in the list of its kind */
    uint32_t fresh[BUILD_DEVICE];      /* how many ids are not below */
    List products, sites;              /* PfProduct */
    List releases, devices;            /* PfRelease, BuildDevice */
    List documents, document_releases; /* PfDocument, uint32_t */
    List document_pairs;               /* uint32_t: places in `pairs` */
    Map pair_map, word_map, key_map, class_map;
    List pairs;                        /* BuildPair */
    List identifiers;                  /* PfIdentifier */
    List words;                        /* uint32_t: offset in `strings` by number of `word_map` */
    List keys, pair_keys;              /* PfKey by number of `key_map`; uint32_t: keys of a pair */
    List classes, class_parts;         /* PfClass by number of `class_map`; uint32_t */
    TextBlob strings, device_texts;
    Buf identity;                      /* of the pair at hand */
};

/* The pair of a component, added when it is new. Fails: ERR_LIMIT. */
MUST_CHECK bool build_pair(PortfolioBuilder *b, const Sbom *sbom, uint32_t component_i,
                           uint32_t *out, Err *err);
/* The offset of a text in STRINGS, and the text as it lies there. Fails: ERR_LIMIT. */
MUST_CHECK bool build_word_kept(PortfolioBuilder *b, Str text, uint32_t *offset, Str *kept,
                                Err *err);
MUST_CHECK bool build_word(PortfolioBuilder *b, Str text, uint32_t *offset, Err *err);
/* The number of an equal pair below, or PF_NONE. Fails: ERR_LIMIT. */
MUST_CHECK bool build_pair_below(PortfolioBuilder *b, uint32_t pair, uint32_t *number, Err *err);
/* Everything in the order of the file. Fails: ERR_LIMIT. */
MUST_CHECK bool build_write(PortfolioBuilder *b, ContainerSink sink, Err *err);
