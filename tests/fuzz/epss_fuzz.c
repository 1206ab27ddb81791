/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an EPSS file: kind and stamp of the whole, each line as a row. */
#include "feed_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Str rest = { (const char *)bytes, size }, line;

    (void)feed_stamp(feed_sniff(rest, false), rest);
    (void)feed_stamp(FEED_EPSS, rest);
    while (str_next(&rest, '\n', &line)) {
        EpssRow row;
        Err err = { 0 };

        if (epss_read(line, &row, &err))
            assert(row.score_e5 <= 100000 && row.percentile_e5 <= 100000);
        else
            assert(err.code != ERR_NONE && err.rule.len > 0);
    }
    return 0;
}
