/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and records through the public options of a report. */
#include "api/api.h"

#include "test.h"

#include <string.h>

static const Inro JAPANESE = { INRO_JAPANESE, 0 };

static const ListingColumn COLUMNS[] = {
    { STR_ROW("name"), STR_ROW("report.name-component"), LISTING_TEXT },
};
static const ListingCell CELLS[] = { { STR_ROW("Pump") } };
static const ListingRow ROWS[] = { { { 0 }, CELLS } };

typedef struct {
    char text[4096];
    size_t len;
} Taken;

static void take(void *context, const char *bytes, size_t len)
{
    Taken *taken = context;

    CHECK(taken->len + len < sizeof taken->text, "a short text");
    memcpy(taken->text + taken->len, bytes, len);
    taken->len += len;
}

static Listing listing_of(ListingRows *rows)
{
    *rows = (ListingRows){ ROWS, ARRAY_LEN(ROWS), 0 };
    return (Listing){ .head = { .schema = STR("inro.part-list/1") }, .columns = COLUMNS,
                      .column_count = 1, .next = listing_rows_next, .context = rows };
}

TEST(a_list_is_printed_in_the_language_and_with_the_version_of_its_session)
{
    ListingRows rows;
    Listing listing = listing_of(&rows);
    Taken taken = { .len = 0 };
    InroReportOptions options = { .format = "table", .take = take, .context = &taken };
    InroError error;

    CHECK(api_report_listing(&JAPANESE, &listing, &options, &error), "printed");
    CHECK_STR(((Str){ taken.text, taken.len }), STR("コンポーネント\nPump\n"), "a table");
    taken.len = 0;
    listing = listing_of(&rows);
    options.format = "json";
    CHECK(api_report_listing(&JAPANESE, &listing, &options, &error), "printed");
    CHECK(str_find((Str){ taken.text, taken.len }, STR("\"version\": \"" INRO_VERSION "\""))
              < taken.len, "made by this version");
}

TEST(a_record_is_printed_the_same_way)
{
    Card card = { .head = { .schema = STR("inro.part/1") }, .name = STR("Pump"),
                  .fields = COLUMNS, .values = CELLS, .field_count = 1 };
    Taken taken = { .len = 0 };
    InroReportOptions options = { .format = "table", .take = take, .context = &taken };
    InroError error;

    CHECK(api_report_card(&JAPANESE, &card, &options, &error), "printed");
    CHECK_STR(((Str){ taken.text, taken.len }), STR("Pump\nコンポーネント  Pump\n"), "a table");
}

TEST(what_cannot_be_printed_is_refused_in_the_language_of_the_session)
{
    static const char *const FORMATS[] = { "sarif", "nosuch" };

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        ListingRows rows;
        Listing listing = listing_of(&rows);
        Taken taken = { .len = 0 };
        InroReportOptions options = { .format = FORMATS[i], .take = take, .context = &taken };
        InroError error;
        CHECK(!api_report_listing(&JAPANESE, &listing, &options, &error), FORMATS[i]);
        CHECK_INT(error.status, INRO_REFUSED, "the user's choice");
        CHECK(strstr(error.text, FORMATS[i]) != NULL, "by name");
        CHECK_INT(taken.len, 0, "nothing was printed");
    }
}
