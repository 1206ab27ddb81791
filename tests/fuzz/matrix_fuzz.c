/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a risk matrix: what is read keeps its rules and is written in one text, which is
 * read back to the same bytes; a refusal has a rule. */
#include "risk/matrix.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 22);
    CLEANUP(buf_done) Buf first = buf_new(MATRIX_BYTES_MAX), second = buf_new(MATRIX_BYTES_MAX);
    RiskMatrix matrix, again;
    Err err = { 0 };

    if (!matrix_read((Str){ (const char *)bytes, size }, &arena, &matrix, &err)) {
        assert(err.code != ERR_NONE && err.rule.len > 0);
        return 0;
    }
    assert(matrix_check(&matrix, &err));
    assert(matrix_level(&matrix, BAND_HIGH, HARM_CATASTROPHIC) == RISK_UNCONTROLLED);
    matrix_write(&matrix, &first);
    assert(!buf_failed(&first) && matrix_read(buf_str(&first), &arena, &again, &err));
    matrix_write(&again, &second);
    assert(str_eq(buf_str(&first), buf_str(&second)));
    return 0;
}
