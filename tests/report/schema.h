/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h — holds a document against docs/formats/scan-1.schema.json.
 *
 * Knows the words that schema uses: type, required, properties, items, anyOf, const, enum,
 * minimum, maximum and $ref to #/$defs. Stricter than JSON Schema in one thing: a member that
 * the schema does not name is refused, so that schema and program change together.
 */
#pragma once

#include "base/json.h"

/* Fails the test naming the place and the word that does not hold. */
void schema_check(Str document);
/* The same for one value against a definition of $defs; `ignored` is a member that may be there
 * besides. */
void schema_check_value(const Json *value, Str definition, Str ignored);
