/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

static const struct {
    const char *line;
    unsigned score, percentile;
    const char *why;
} ROWS[] = {
    { "CVE-2021-44228,0.94358,0.99957", 94358, 99957, "five digits" },
    { "CVE-2021-44228,0.94358,0.99957\r\n", 94358, 99957, "a line of Windows" },
    { "CVE-2021-44228,0.5,1", 50000, 100000, "fewer digits" },
    { "CVE-2021-44228,0,1.0", 0, 100000, "ends" },
    { "CVE-2021-44228,0.000430000,0.123456", 43, 12346, "more digits round half up" },
    { "CVE-2021-44228,0.000014999,0.000015", 1, 2, "… and only once" },
    { "CVE-2021-44228,4e-05,4.5e-04", 4, 45, "powers of ten" },
    { "CVE-2021-44228,.5,0.", 50000, 0, "no digit on one side of the point" },
};

TEST(probabilities_are_kept_in_hundred_thousandths)
{
    EpssRow row;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_OK(epss_read(str_of(ROWS[i].line), &row, &err), &err);
        CHECK_STR(row.cve, STR("CVE-2021-44228"), ROWS[i].why);
        CHECK_INT(row.score_e5, ROWS[i].score, ROWS[i].why);
        CHECK_INT(row.percentile_e5, ROWS[i].percentile, ROWS[i].why);
    }
}

static const struct {
    const char *line, *want;
} REFUSED[] = {
    { "", "a row has three columns: cve, epss, percentile" },
    { "CVE-2021-44228,0.1", "a row has three columns: cve, epss, percentile" },
    { "CVE-2021-44228,0.1,0.2,0.3", "a row has three columns: cve, epss, percentile" },
    { "cve,epss,percentile", "\"cve\" is no CVE id" },
    { "CVE-2021-44228,,0.5", "\"\" is no number from 0 to 1" },
    { "CVE-2021-44228,1.00001,0.5", "\"1.00001\" is no number from 0 to 1" },
    { "CVE-2021-44228,-0.1,0.5", "\"-0.1\" is no number from 0 to 1" },
    { "CVE-2021-44228,0.1,nan", "\"nan\" is no number from 0 to 1" },
    { "CVE-2021-44228,0.1,5e+05", "\"5e+05\" is no number from 0 to 1" },
    { "CVE-2021-44228,0.1,5e-", "\"5e-\" is no number from 0 to 1" },
    { "CVE-2021-44228,0.1,5e-99", "\"5e-99\" is no number from 0 to 1" },
    { "CVE-2021-44228,0.1,0.1.1", "\"0.1.1\" is no number from 0 to 1" },
    { "CVE-2021-44228,99999999999999999999,0",
      "\"99999999999999999999\" is no number from 0 to 1" },
    { "CVE-2021-44228,999999999999999999,0", "\"999999999999999999\" is no number from 0 to 1" },
};

TEST(a_row_that_is_not_valid_is_refused)
{
    char text[ERR_TEXT_BYTES];
    EpssRow row;

    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Err err = { 0 };

        CHECK(!epss_read(str_of(REFUSED[i].line), &row, &err), REFUSED[i].line);
        CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)), str_of(REFUSED[i].want),
                  REFUSED[i].line);
    }
}
