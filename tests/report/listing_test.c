/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and cards in every format.
 * Tests: listing.c listing_html.c listing_json.c listing_markdown.c listing_table.c */
#include "test.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/utf8.h"
#include "golden.h"
#include "report/listing.h"
#include "sample.h"

#include <string.h>

static const ListingColumn COLUMNS[] = {
    { STR_ROW("id"), STR_ROW("report.name-identifier"), LISTING_TEXT, { 0 }, true },
    { STR_ROW("name"), STR_ROW("report.name-component"), LISTING_TEXT },
    { STR_ROW("severity"), STR_ROW("report.name-severity"), LISTING_WORD,
      STR_ROW("report.severity-") },
    { STR_ROW("records"), STR_ROW("report.name-records"), LISTING_INT },
    { STR_ROW("cvss"), STR_ROW("report.name-cvss"), LISTING_SCORE },
    { STR_ROW("date"), STR_ROW("report.name-date"), LISTING_DATE },
    { STR_ROW("kev"), STR_ROW("report.column-kev"), LISTING_BOOL },
    { STR_ROW("fixed"), STR_ROW("report.name-fixed"), LISTING_LIST },
};
enum { CELLS = ARRAY_LEN(COLUMNS) };

static const Str FIXED[] = { STR_ROW("2.17.1"), STR_ROW("=cmd()") };
static const ListingCell CELL[][CELLS] = {
    { { STR_ROW("0190") }, { STR_ROW("輸液ポンプの通信部") }, { STR_ROW("critical") },
      { STR_ROW("1200") }, { STR_ROW("9.8") }, { STR_ROW("2026-11-20") }, { STR_ROW("true") },
      { { 0 }, FIXED, ARRAY_LEN(FIXED) } },
    { { STR_ROW("0191") }, { STR_ROW("<script>alert('x')</script>|`=1+1`") }, { STR_ROW("low") },
      { STR_ROW("-3") }, { STR_ROW("0.0") }, { STR_ROW("2026-11") }, { STR_ROW("false") } },
    { { STR_ROW("0192") }, { STR_ROW("@SUM(A1)\n\x1b[2J,second line") },
      { STR_ROW("unheard-of") } },
};
static const ListingRow ROWS[] = {
    { { 0 }, CELL[0] }, { { 0 }, CELL[1] }, { { 0 }, CELL[2] },
};
static const ListingRow GROUPED[] = {
    { STR_ROW("Pump"), CELL[0] }, { STR_ROW("Pump"), CELL[1] }, { STR_ROW("<Monitor>"), CELL[2] },
};
static const ListingNote NOTES[] = {
    { STR_ROW("report.more"), { STR_ROW("<3>") } },
};

static Listing listing_of(ListingRows *rows)
{
    return (Listing){
        .head = { .schema = STR("inro.part-list/1"), .title = STR("report.findings"),
                  .tool_version = STR("0.1.0") },
        .columns = COLUMNS, .column_count = CELLS, .next = listing_rows_next, .context = rows,
    };
}

static ListingRows plain_rows(void)
{
    return (ListingRows){ ROWS, ARRAY_LEN(ROWS), 0 };
}

/* What was printed lives until the next call. */
static Str print(const Listing *listing, const ReportOptions *options)
{
    static Buf buf;
    Err err = { 0 };

    if (!buf.cap)
        buf = buf_new(64 << 20);
    buf_clear(&buf);
    CHECK_OK(report_listing(listing, options, &buf, &err), &err);
    return buf_str(&buf);
}

static Str print_card(const Card *card, const ReportOptions *options)
{
    static Buf buf;
    Err err = { 0 };

    if (!buf.cap)
        buf = buf_new(64 << 20);
    buf_clear(&buf);
    CHECK_OK(report_card(card, options, &buf, &err), &err);
    return buf_str(&buf);
}

static const struct { const char *name; ReportOptions options; } GOLDEN[] = {
    { "txt", { REPORT_TABLE, LANG_EN } },
    { "80.txt", { REPORT_TABLE, LANG_EN, 80 } },
    { "ja.txt", { REPORT_TABLE, LANG_JA, 80 } },
    { "json", { REPORT_JSON, LANG_JA } },
    { "jsonl", { REPORT_JSONL, LANG_JA } },
    { "csv", { REPORT_CSV, LANG_JA } },
    { "md", { REPORT_MARKDOWN, LANG_EN } },
};

TEST(a_list_reads_as_it_was_read_by_people)
{
    for (size_t i = 0; i < ARRAY_LEN(GOLDEN); i++) {
        ListingRows rows = plain_rows();
        Listing listing = listing_of(&rows);
        char name[64];
        snprintf(name, sizeof name, "listing.%s", GOLDEN[i].name);
        golden_check(name, print(&listing, &GOLDEN[i].options));
    }
}

TEST(a_list_in_groups_with_notes_and_the_age_of_its_data_does_too)
{
    Scan zero = sample_zero();

    for (size_t i = 0; i < ARRAY_LEN(GOLDEN); i++) {
        ListingRows rows = { GROUPED, ARRAY_LEN(GROUPED), 0 };
        Listing listing = listing_of(&rows);
        char name[64];
        zero.max_age_days = 0;
        listing.heading_key = STR("product");
        listing.head.data = &zero;
        listing.head.notes = NOTES;
        listing.head.note_count = ARRAY_LEN(NOTES);
        snprintf(name, sizeof name, "listing-grouped.%s", GOLDEN[i].name);
        golden_check(name, print(&listing, &GOLDEN[i].options));
    }
}

static Card card_of(const CardList *list)
{
    return (Card){
        .head = { .schema = STR("inro.part/1"), .title = STR("report.name-component"),
                  .tool_version = STR("0.1.0"), .notes = NOTES, .note_count = ARRAY_LEN(NOTES) },
        .name = STR("<b>Pump</b>"), .fields = COLUMNS, .values = CELL[1], .field_count = CELLS,
        .lists = list, .list_count = list ? 1 : 0,
    };
}

TEST(a_card_reads_as_it_was_read_by_people)
{
    for (size_t i = 0; i < ARRAY_LEN(GOLDEN); i++) {
        ListingRows rows = plain_rows();
        Listing listing = listing_of(&rows);
        CardList list = { STR("parts"), &listing };
        Card card = card_of(&list);
        char name[64];
        if (GOLDEN[i].options.format == REPORT_JSONL || GOLDEN[i].options.format == REPORT_CSV)
            continue;
        snprintf(name, sizeof name, "card.%s", GOLDEN[i].name);
        golden_check(name, print_card(&card, &GOLDEN[i].options));
    }
}

/* The page without the style, the script and their hashes, which are files of their own. */
static void check_page(const char *name, Str page)
{
    Str from = STR("<body>"), to = STR("<script>");
    size_t begin = str_find(page, from), end = str_find(page, to);

    CHECK(begin < end && end < page.len, "a page");
    golden_check(name, str_slice(page, begin, end));
}

TEST(pages_hold_what_was_looked_at_and_nothing_of_strangers_is_markup)
{
    static const ReportOptions HTML = { REPORT_HTML, LANG_JA };
    ListingRows rows = { GROUPED, ARRAY_LEN(GROUPED), 0 };
    Listing listing = listing_of(&rows);
    CardList list = { STR("parts"), &listing };
    Card card = card_of(&list);
    Scan zero = sample_zero();
    Str page;

    zero.max_age_days = 0;
    listing.heading_key = STR("product");
    listing.head.data = &zero;
    page = print(&listing, &HTML);
    CHECK_INT(count_of(page, STR("<script")), 1, "our own script alone");
    CHECK_INT(count_of(page, STR("<Monitor>")), 0, "a heading is text");
    check_page("listing.ja.html", page);
    rows.at = 0;
    page = print_card(&card, &HTML);
    CHECK_INT(count_of(page, STR("<b>Pump")), 0, "a name is text");
    check_page("card.ja.html", page);
}

TEST(no_rows_are_a_sentence_for_people_and_an_empty_list_for_programs)
{
    static const struct { ReportFormat format; Str want; } EMPTY[] = {
        { REPORT_TABLE, STR_ROW("Nothing is recorded here.\n") },
        { REPORT_JSON, STR_ROW("\"rows\": [],") },
        { REPORT_CSV, STR_ROW("id,name,severity,records,cvss,date,kev,fixed\r\n") },
        { REPORT_MARKDOWN, STR_ROW("Nothing is recorded here.\n") },
        { REPORT_HTML, STR_ROW("<p>Nothing is recorded here.</p>") },
    };

    for (size_t i = 0; i < ARRAY_LEN(EMPTY); i++) {
        ListingRows rows = { 0 };
        Listing listing = listing_of(&rows);
        Str text = print(&listing, &(ReportOptions){ EMPTY[i].format, LANG_EN });
        CHECK_INT(count_of(text, EMPTY[i].want), 1, EMPTY[i].want.ptr);
        listing.empty = STR("report.hints-means");
        text = print(&listing, &(ReportOptions){ EMPTY[i].format, LANG_EN });
        CHECK(EMPTY[i].format == REPORT_JSON || EMPTY[i].format == REPORT_CSV
                  || count_of(text, EMPTY[i].want) == 0, "a list may have its own sentence");
    }
}

TEST(formats_of_scans_alone_are_refused_by_name)
{
    static const ReportFormat LIST[] = { REPORT_SARIF, REPORT_JUNIT, REPORT_CYCLONEDX };
    static const ReportFormat CARD[] = { REPORT_SARIF, REPORT_JUNIT, REPORT_CYCLONEDX,
                                         REPORT_JSONL, REPORT_CSV };
    CLEANUP(buf_done) Buf out = buf_new(1 << 20);
    ListingRows rows = plain_rows();
    Listing listing = listing_of(&rows);
    Card card = card_of(NULL);
    Err err;

    for (size_t i = 0; i < ARRAY_LEN(LIST); i++) {
        CHECK(!report_listing(&listing, &(ReportOptions){ LIST[i] }, &out, &err), "a list");
        CHECK_INT(err.code, ERR_USAGE, "the user's choice");
        CHECK(err_arg(&err, 0).len > 0, "by name");
    }
    for (size_t i = 0; i < ARRAY_LEN(CARD); i++) {
        CHECK(!report_card(&card, &(ReportOptions){ CARD[i] }, &out, &err), "a card");
        CHECK_INT(err.code, ERR_USAGE, "the user's choice");
    }
    CHECK_INT(out.len, 0, "nothing was printed");
}

/* ---- many rows ----------------------------------------------------------------------- */

typedef struct {
    uint64_t left, fails_at;
    char text[32];
    Str items[1];
    ListingCell cells[CELLS];
    ListingRow row;
} Source;

static bool source_next(void *context, const ListingRow **row, Err *err)
{
    Source *source = context;

    *row = NULL;
    if (source->left == source->fails_at)
        return err_set(err, ERR_IO, STR("base.no-memory"));
    if (source->left-- == 0)
        return true;
    snprintf(source->text, sizeof source->text, "%llu", (unsigned long long)source->left);
    for (size_t i = 0; i < CELLS; i++)
        source->cells[i] = (ListingCell){ .text = str_of(source->text) };
    source->items[0] = str_of(source->text);
    source->cells[CELLS - 1] = (ListingCell){ .items = source->items, .item_count = 1 };
    source->cells[6].text = STR("true");
    source->row.cells = source->cells;
    *row = &source->row;
    return true;
}

typedef struct {
    uint64_t bytes, lines, widest;
} Drain;

static void drain_take(void *context, Str text)
{
    Drain *drain = context;
    Str line;

    drain->bytes += text.len;
    while (str_next(&text, '\n', &line)) {
        drain->lines++;
        drain->widest = line.len > drain->widest ? line.len : drain->widest;
    }
}

enum { MANY = 200000, HELD_MAX = 8 << 20 };

TEST(many_rows_pass_through_little_memory_in_every_format)
{
    static const ReportFormat FORMATS[] = { REPORT_TABLE, REPORT_JSON, REPORT_JSONL, REPORT_CSV,
                                            REPORT_MARKDOWN, REPORT_HTML };

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        Source source = { .left = MANY, .fails_at = UINT64_MAX };
        Listing listing = listing_of(NULL);
        Drain drain = { 0 };
        CLEANUP(buf_done) Buf out = buf_new_poured(HELD_MAX, drain_take, &drain);
        Err err = { 0 };

        listing.next = source_next;
        listing.context = &source;
        CHECK_OK(report_listing(&listing, &(ReportOptions){ FORMATS[i], LANG_EN }, &out, &err),
                 &err);
        CHECK(drain.bytes > (uint64_t)MANY * CELLS, "all of them");
        CHECK(out.room <= HELD_MAX, "in a small buffer");
    }
}

/* ---- rows that share cells with the one before ---------------------------------------- */

static const ListingColumn SHARED[] = {
    { STR_ROW("name"), STR_ROW("report.name-component"), LISTING_TEXT },
    { STR_ROW("records"), STR_ROW("report.name-records"), LISTING_INT },
    { STR_ROW("kev"), STR_ROW("report.column-kev"), LISTING_BOOL },
    { STR_ROW("fixed"), STR_ROW("report.name-fixed"), LISTING_LIST },
};
enum { SHARING = ARRAY_LEN(SHARED), SHARING_ROWS = 6000 };

/* The first column changes every fifth row, the second every third; both are absent at times. */
static void sharing_cells(size_t row, ListingCell cells[SHARING])
{
    static const Str NAMES[] = { STR_ROW("a \"name\" of thirty-one columns."), STR_ROW(""),
                                 STR_ROW("another") };
    static const Str NUMBERS[] = { STR_ROW("1234567890123456789"), STR_ROW("7"), STR_ROW("") };

    cells[0] = (ListingCell){ .text = NAMES[row / 5 % ARRAY_LEN(NAMES)] };
    cells[1] = (ListingCell){ .text = NUMBERS[row / 3 % ARRAY_LEN(NUMBERS)] };
    cells[2] = (ListingCell){ .text = STR("true") };
    cells[3] = (ListingCell){ .items = cells[0].text.len ? FIXED : NULL,
                              .item_count = cells[0].text.len ? 1 : 0 };
}

typedef struct {
    size_t at;
    ListingCell cells[SHARING];
    ListingRow row;
} Sharing;

/* Cells stand at the same place in every row, so that only what they say tells them apart. */
static bool sharing_next(void *context, const ListingRow **row, Err *err)
{
    Sharing *sharing = context;

    (void)err;
    sharing_cells(sharing->at, sharing->cells);
    sharing->row.cells = sharing->cells;
    *row = sharing->at++ < SHARING_ROWS ? &sharing->row : NULL;
    return true;
}

static void sharing_json(size_t row, Buf *out)
{
    ListingCell cells[SHARING];
    bool named;

    sharing_cells(row, cells);
    named = cells[0].text.len > 0;
    buf_printf(out, "{\"kind\":\"row\",\"name\":%s,\"records\":%s,\"kev\":true,\"fixed\":[%s]}\n",
               !named ? "null" : cells[0].text.ptr[0] == 'a' && cells[0].text.ptr[1] == ' '
               ? "\"a \\\"name\\\" of thirty-one columns.\"" : "\"another\"",
               cells[1].text.len ? cells[1].text.ptr : "null", named ? "\"2.17.1\"" : "");
}

static void sharing_line(size_t row, Buf *out)
{
    ListingCell cells[SHARING];

    sharing_cells(row, cells);
    buf_printf(out, "%-31s  %19s  yes  %s\n", cells[0].text.len ? cells[0].text.ptr : "-",
               cells[1].text.len ? cells[1].text.ptr : "-", cells[0].text.len ? "2.17.1" : "-");
}

static void add_take(void *context, Str text)
{
    buf_add(context, text);
}

TEST(rows_that_share_cells_with_the_one_before_are_written_as_if_they_stood_alone)
{
    static const struct { ReportFormat format; void (*row)(size_t row, Buf *out); } FORMATS[] = {
        { REPORT_JSONL, sharing_json }, { REPORT_TABLE, sharing_line },
    };

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        CLEANUP(buf_done) Buf all = buf_new(HELD_MAX), want = buf_new(HELD_MAX);
        CLEANUP(buf_done) Buf out = buf_new_poured(HELD_MAX, add_take, &all);
        Sharing sharing = { 0 };
        Listing listing = { .head = listing_of(NULL).head, .columns = SHARED,
                            .column_count = SHARING, .next = sharing_next, .context = &sharing };
        Err err = { 0 };
        Str text;

        CHECK_OK(report_listing(&listing, &(ReportOptions){ FORMATS[i].format, LANG_EN }, &out,
                                &err), &err);
        buf_add(&all, buf_str(&out));
        for (size_t row = 0; row < SHARING_ROWS; row++)
            FORMATS[i].row(row, &want);
        text = str_slice(buf_str(&all), str_find_char(buf_str(&all), '\n') + 1, all.len);
        CHECK_STR(str_slice(text, 0, want.len), buf_str(&want), "each row is whole");
    }
}

TEST(a_source_that_fails_in_the_middle_fails_the_list_in_every_format)
{
    static const uint64_t AT[] = { 5, 4, 0 };

    for (ReportFormat format = REPORT_TABLE; format <= REPORT_HTML; format++)
        for (size_t i = 0; i < ARRAY_LEN(AT); i++) {
            CLEANUP(buf_done) Buf out = buf_new(1 << 20);
            Source source = { .left = 5, .fails_at = AT[i] };
            Listing listing = listing_of(NULL);
            Err err;
            listing.next = source_next;
            listing.context = &source;
            CHECK(!report_listing(&listing, &(ReportOptions){ format }, &out, &err), "refused");
            CHECK_INT(err.code, ERR_IO, "by the source's own error");
        }
}

TEST(a_source_below_a_card_that_fails_fails_the_card)
{
    static const ReportFormat FORMATS[] = { REPORT_TABLE, REPORT_JSON, REPORT_MARKDOWN,
                                            REPORT_HTML };

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        CLEANUP(buf_done) Buf out = buf_new(1 << 20);
        Source source = { .left = 3, .fails_at = 1 };
        Listing listing = listing_of(NULL);
        CardList list = { STR("parts"), &listing };
        Card card = card_of(&list);
        Err err;
        listing.next = source_next;
        listing.context = &source;
        CHECK(!report_card(&card, &(ReportOptions){ FORMATS[i] }, &out, &err), "refused");
        CHECK_INT(err.code, ERR_IO, "by the source's own error");
    }
}

TEST(a_full_buffer_is_an_error_in_every_format)
{
    for (ReportFormat format = REPORT_TABLE; format <= REPORT_HTML; format++) {
        CLEANUP(buf_done) Buf out = buf_new(64);
        ListingRows rows = plain_rows();
        Listing listing = listing_of(&rows);
        Err err;
        CHECK(!report_listing(&listing, &(ReportOptions){ format }, &out, &err), "no room");
        CHECK_INT(err.code, ERR_LIMIT, "said so");
    }
}

TEST(a_terminal_is_not_overrun_and_a_pipe_gets_every_row_on_one_line)
{
    ListingRows rows = plain_rows();
    Listing listing = listing_of(&rows);
    Str rest = print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_JA, 80 }), line;

    while (str_next(&rest, '\n', &line))
        CHECK(utf8_width(line, false) <= 80, line.ptr);
    rows.at = 0;
    CHECK_INT(count_of(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_JA }), STR("\n")),
              1 + ARRAY_LEN(ROWS), "titles and rows");
}

/* A finding has more columns than any terminal. */
TEST(a_terminal_too_narrow_for_the_columns_gets_a_paragraph_a_row)
{
    enum { WIDE = 20 };
    static ListingColumn columns[WIDE];
    static ListingCell cells[WIDE];
    static const ListingRow row = { .cells = cells };
    ListingRows rows = { &row, 1, 0 };
    Listing listing = listing_of(&rows);
    Str rest, line;

    for (size_t i = 0; i < WIDE; i++) {
        columns[i] = (ListingColumn){ STR_ROW("x"), STR_ROW("report.name-severity"),
                                      LISTING_TEXT };
        cells[i].text = i % 2 ? STR("日本語の値") : STR("");
    }
    listing.columns = columns;
    listing.column_count = WIDE;
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        rows.at = 0;
        rest = print(&listing, &(ReportOptions){ REPORT_TABLE, lang, 60 });
        CHECK_INT(count_of(rest, STR(":")), WIDE / 2, "what is absent is left out");
        while (str_next(&rest, '\n', &line))
            CHECK(utf8_width(line, false) <= 60, line.ptr);
    }
    rows.at = 0;
    rest = print(&listing, &(ReportOptions){ REPORT_HTML, LANG_EN });
    CHECK_INT(count_of(rest, STR("<table class=\"plain listing cards\">")), 1, "a card on a page");
    rows.at = 0;
    rest = print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    CHECK_INT(count_of(rest, STR("日本語の値")), WIDE / 2, "a pipe is never cut");
    CHECK_INT(count_of(rest, STR("\n")), 2, "titles and the row");
}

TEST(a_long_last_column_stands_below_its_row_on_a_terminal_that_is_too_narrow)
{
    static const ListingColumn TWO[] = {
        { STR_ROW("state"), STR_ROW("report.name-severity"), LISTING_TEXT },
        { STR_ROW("clock"), STR_ROW("report.name-component"), LISTING_TEXT, .leaves = 1 },
    };
    static const ListingCell LINE[] = {
        { STR_ROW("running") },
        { STR_ROW("the report of a serious incident to the authority of its country") },
    };
    static const ListingRow row = { .cells = LINE };
    ListingRows rows = { &row, 1, 0 };
    Listing listing = listing_of(&rows);

    listing.columns = TWO;
    listing.column_count = ARRAY_LEN(TWO);
    CHECK_STR(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN, 60 }),
              STR("Findings\n"
                  "Severity\n"
                  "          Component\n"
                  "running\n"
                  "          the report of a serious incident to the authority\n"
                  "          of its country\n"), "behind the first column");
    rows.at = 0;
    CHECK_STR(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 }),
              STR("Findings\n"
                  "Severity  Component\n"
                  "running   the report of a serious incident to the authority of its "
                  "country\n"), "beside it");
    rows.at = 0;
    CHECK_STR(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN }),
              STR("Severity  Component\n"
                  "running   the report of a serious incident to the authority of its "
                  "country\n"), "on a pipe");
}

/* What is in every row, in none, spare, and below; the identifier keeps its line. */
TEST(columns_leave_a_terminal_that_is_too_narrow_in_their_order_and_are_told_of)
{
    static const ListingColumn SIX[] = {
        { STR_ROW("product"), STR_ROW("report.name-component"), LISTING_TEXT },
        { STR_ROW("flaw"), STR_ROW("report.name-vulnerability"), LISTING_TEXT, .whole = true },
        { STR_ROW("kev"), STR_ROW("report.column-kev"), LISTING_BOOL },
        { STR_ROW("date"), STR_ROW("report.name-date"), LISTING_DATE, .leaves = 1, .spare = true },
        { STR_ROW("why"), STR_ROW("report.name-why"), LISTING_TEXT, .leaves = 2 },
        { STR_ROW("clock"), STR_ROW("report.name-clock"), LISTING_TEXT, .leaves = 3 },
    };
    static const ListingCell CELLS_OF[][ARRAY_LEN(SIX)] = {
        { { STR_ROW("Pump") }, { STR_ROW("CVE-2021-44228") }, { STR_ROW("") },
          { STR_ROW("2026-11-20") }, { STR_ROW("awaits the review of another person") },
          { STR_ROW("the first of two, us-806-10 and eu-mdr-15, both running") } },
        { { STR_ROW("Pump") }, { STR_ROW("CVE-2021-45046") }, { STR_ROW("") },
          { STR_ROW("2026-11-21") }, { STR_ROW("") }, { STR_ROW("") } },
    };
    static const ListingRow TWO_ROWS[] = { { .cells = CELLS_OF[0] }, { .cells = CELLS_OF[1] } };
    ListingRows rows = { TWO_ROWS, ARRAY_LEN(TWO_ROWS), 0 };
    Listing listing = listing_of(&rows);

    listing.columns = SIX;
    listing.column_count = ARRAY_LEN(SIX);
    CHECK_STR(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN, 60 }),
              STR("Findings\n"
                  "In every row: Component: Pump\n"
                  "Without a value in any row: KEV\n"
                  "Left out for want of room: Date (a wider terminal, -o json\n"
                  "    and -o csv show all)\n"
                  "\n"
                  "Vulnerability\n"
                  "CVE-2021-44228\n"
                  "  Reason: awaits the review of another person | Reporting\n"
                  "      rule: the first of two, us-806-10 and eu-mdr-15, both\n"
                  "      running\n"
                  "CVE-2021-45046\n"), "folded");
    rows.at = 0;
    CHECK_STR(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN, 110 }),
              STR("Findings\n"
                  "In every row: Component: Pump\n"
                  "Without a value in any row: KEV\n"
                  "Left out for want of room: Date (a wider terminal, "
                  "-o json and -o csv show all)\n"
                  "\n"
                  "Vulnerability   Reason                               Reporting rule\n"
                  "CVE-2021-44228  awaits the review of another person  "
                  "the first of two, us-806-10 and eu-mdr-15, both running\n"
                  "CVE-2021-45046  -                                    -\n"), "wider");
    rows.at = 0;
    CHECK_INT(count_of(print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN }), STR("Pump")), 2,
              "a pipe has every cell of every row");
}

TEST(a_cell_that_is_wider_than_all_before_it_is_not_cut)
{
    enum { LONG = LISTING_AHEAD_BYTES / 8 };
    static ListingCell first[CELLS], last[CELLS];
    static ListingRow wide[LONG + 1];
    ListingRows rows = { wide, ARRAY_LEN(wide), 0 };
    Listing listing = listing_of(&rows);
    Str text;

    first[1].text = STR("x");
    last[1].text = STR("a name that is wider than every other in this list");
    for (size_t i = 0; i < LONG; i++)
        wide[i].cells = first;
    wide[LONG].cells = last;
    text = print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    CHECK_INT(count_of(text, last[1].text), 1, "on a pipe it stands in one piece");
    rows.at = 0;
    text = print(&listing, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 });
    CHECK_INT(count_of(text, STR("list")), 1, "on a terminal it is wrapped, its end is there");
}

TEST(json_of_a_list_is_json_with_its_schema_and_its_count)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    ListingRows rows = plain_rows();
    Listing listing = listing_of(&rows);
    Str text = print(&listing, &(ReportOptions){ REPORT_JSON, LANG_EN });
    const Json *root = NULL;
    Err err = { 0 };

    CHECK_OK(json_parse(text, 0, &arena, &root, &err), &err);
    CHECK_STR(json_str(json_get(root, STR("schema"))), STR("inro.part-list/1"), "schema");
    CHECK_INT(json_count(json_get(root, STR("rows"))), ARRAY_LEN(ROWS), "rows");
    CHECK(!json_get(root, STR("database")), "no data was looked at");
}
