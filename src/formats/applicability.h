/* SPDX-License-Identifier: Apache-2.0 */
/* applicability.h — CPE configurations: `configurations` of NVD 2.0, `cpeApplicability` of CVE 5.
 *
 * Both have one shape: configurations of nodes of criteria; the configurations are OR-ed.
 * Criteria that name "null:null" match nothing (the convention of NVD-shaped override feeds):
 * they are dropped, and a node left without criteria is false.
 *
 * Source: NVD CVE API 2.0 schema, `config`, `node`, `cpe_match`; CVE Record Format 5.1,
 *         `cpeApplicability`.
 */
#pragma once

#include "formats/record.h"

/* Adds the nodes and criteria of `configurations`, an array or null.
 * A criterion without name, with two bounds on one side or with a range that holds no version is
 * kept at its widest, counted and told.
 * Fails: ERR_UNKNOWN_NAME for an operator that is neither AND nor OR; ERR_STRUCTURE for what is no
 *        object or array; ERR_LIMIT. */
MUST_CHECK bool applicability_read(RecordDraft *draft, const Json *configurations, Err *err);

/* A node at the end of the draft; its criteria or children are those added next. */
MUST_CHECK bool applicability_node(RecordDraft *draft, RecordNode node, Err *err);
/* A criterion of the node that was added last. */
MUST_CHECK bool applicability_criterion(RecordDraft *draft, const RecordCriterion *criterion,
                                        Err *err);
