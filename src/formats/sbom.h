/* SPDX-License-Identifier: Apache-2.0 */
/* sbom.h — the door of the SBOM readers: the bytes of one document in, its components out.
 *
 * The format is sniffed from content. Read are CycloneDX JSON 1.2 to 1.7 and SPDX 2.2 and 2.3
 * JSON; of the other forms of these standards the refusal says the name and what to convert to.
 *
 * A document is refused only when its bytes, format, version or structure cannot be trusted: no
 * UTF-8, no JSON, text after it, a key twice in one object, NUL, an unknown version, a component
 * without a name, a limit (base/json.h, model/sbom.h). A malformed purl, CPE or version is kept
 * as it is written and judged with that component alone.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "model/sbom.h"

/* Reads an inflated document. A UTF-8 byte order mark is skipped and told in out->had_bom. The
 * components of a long one are read one by one, in little memory.
 *
 * Owns:    what is in *out lives in `arena` or points into `text`, which is not changed.
 * Fails:   ERR_SYNTAX, ERR_STRUCTURE, ERR_UNKNOWN_NAME, ERR_LIMIT with the place in the document,
 *          such as "components[3]: no name". On failure *out is untouched.
 */
MUST_CHECK bool sbom_read(Str text, Arena *arena, Sbom *out, Err *err);
