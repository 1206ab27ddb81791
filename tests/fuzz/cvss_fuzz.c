/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a vector: a score lies in 0.0 … 10.0, or the refusal has a rule. */
#include "ident/cvss.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool in_range(int tenths)
{
    return tenths >= CVSS_ABSENT && tenths <= 100;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CvssScore score;
    CvssAttack attack;
    Err err = { 0 };

    if (cvss_attack((Str){ (const char *)bytes, size }, &attack, &err))
        assert((attack.base.hundredths == CVSS_ABSENT) == (attack.version == CVSS_4_0)
               && attack.base.hundredths <= 1000 && attack.maturity < MATURITIES);
    if (cvss_score((Str){ (const char *)bytes, size }, &score, &err))
        assert(score.base >= 0 && in_range(score.base) && in_range(score.temporal)
               && in_range(score.environmental) && score.severity != SEVERITY_UNKNOWN);
    else
        assert(err.code != ERR_NONE && err.rule.len > 0);
    return 0;
}
