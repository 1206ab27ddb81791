/* SPDX-License-Identifier: Apache-2.0 */
/* known.h — judgements by what they depend on, so that each distinct identifier is judged once.
 *
 * That is the identifier, the version and the source package of its component and, for a CPE, the
 * component's purl type: never the name, nor where in the document it stands.
 */
#pragma once

#include "match/matcher.h"

/* Of all that the judgement depends on; `purl_type` is that of the owner's component. */
uint64_t known_hash(const Matcher *m, Owner owner, Str purl_type);
/* The place of the judgement, or the free one where it belongs. */
Judged *known_find(const Matcher *m, Owner owner, Str purl_type, uint64_t hash);
/* Probably the judgement of that hash; NULL when there is none. */
const Judgement *known_guess(const Matcher *m, uint64_t hash);
