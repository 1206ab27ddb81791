/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an assessment: what is read is written and read back to the same
 * bytes, judging never stops on it, and a refusal has a rule. */
#include "risk/paper.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(buf_done) Buf first = buf_new(8 * PAPER_BYTES_MAX);
    CLEANUP(buf_done) Buf second = buf_new(8 * PAPER_BYTES_MAX);
    Str text = { (const char *)bytes, size };
    Assessment assessment, again;
    AssessmentResult result;
    Err err = { 0 };

    if (!assessment_read(text, &arena, &assessment, &err)) {
        assert(err.code != ERR_NONE && err.rule.len > 0);
        return 0;
    }
    assessment_write(&assessment, &first);
    assert(!buf_failed(&first) && assessment_read(buf_str(&first), &arena, &again, &err));
    assessment_write(&again, &second);
    assert(str_eq(buf_str(&first), buf_str(&second)));
    if (assessment_judge(&again, matrix_default(), &result, &err))
        assert(result.residual != RISK_REVIEW);
    else
        assert(err.rule.len > 0);
    return 0;
}
