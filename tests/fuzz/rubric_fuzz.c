/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an extended vector and as an attack feasibility: what is read is written and read
 * back the same, an answered rubric is a CVSS vector, and a refusal has a rule. */
#include "risk/feasibility.h"
#include "risk/rubric.h"

#include "ident/cvss.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void rubric_try(Str text)
{
    RubricAnswers answers, again;
    RubricQuestion question;
    RubricResult result;
    CvssScore score;
    Err err = { 0 };
    Buf buf = buf_new(RUBRIC_BYTES_MAX);

    if (!rubric_read(text, &answers, &err)) {
        assert(err.code != ERR_NONE && err.rule.len > 0);
        return;
    }
    rubric_write(&answers, &buf);
    assert(!buf_failed(&buf) && rubric_read(buf_str(&buf), &again, &err));
    assert(memcmp(&answers, &again, sizeof answers) == 0);
    buf_done(&buf);
    while (rubric_next(&answers, &question))
        rubric_answer(&answers, question, ANSWER_UNKNOWN);
    assert(rubric_result(&answers, &result, &err));
    assert(cvss_score(str_of(result.vector), &score, &err) && score.version == CVSS_3_1);
}

static void feasibility_try(Str text)
{
    Feasibility feasibility, again;
    FeasibilityResult result;
    Err err = { 0 };
    Buf buf = buf_new(FEASIBILITY_BYTES_MAX);

    if (!feasibility_read(text, &feasibility, &err)) {
        assert(err.code != ERR_NONE && err.rule.len > 0);
        return;
    }
    feasibility_write(&feasibility, &buf);
    assert(feasibility_read(buf_str(&buf), &again, &err));
    assert(memcmp(&feasibility, &again, sizeof again) == 0);
    buf_done(&buf);
    if (feasibility_judge(&feasibility, &result, &err))
        assert(result.points <= 57 && result.band < BANDS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    rubric_try((Str){ (const char *)bytes, size });
    feasibility_try((Str){ (const char *)bytes, size });
    return 0;
}
