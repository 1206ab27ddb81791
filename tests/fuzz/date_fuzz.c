/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an instant: what is read can be written and read again. */
#include "base/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Str text = { (const char *)bytes, size };
    char buffer[DATE_TEXT_BYTES];
    int64_t seconds, again = 0;
    bool same;
    Ymd ymd;

    if (date_parse_day(text, &ymd))
        assert(str_eq(date_write_day(date_to_days(ymd), buffer), text));
    if (!date_parse_s(text, &seconds))
        return 0;
    same = date_parse_s(date_write_s(seconds, buffer), &again) && again == seconds;
    assert(same || seconds > 253402300799); /* the last day, west of Greenwich */
    (void)same;
    return 0;
}
