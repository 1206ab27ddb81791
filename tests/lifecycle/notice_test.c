/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "base/msg.h"
#include "lifecycle/notice.h"

enum { ARENA_CAP = 1 << 20, PARTS_MAX = 3, SENT_MAX = 3, WANT_MAX = 10 };

typedef struct {
    NoticeKind kind;
    const char *part;
    int months;
    const char *day, *told;
} Sent;

typedef struct {
    const char *released, *limited, *end, *withdrawn;
    struct { const char *name, *end; } parts[PARTS_MAX];
    Sent sent[SENT_MAX];
    const char *day;
} Scene;

typedef struct {
    ReleaseLife life;
    ForecastPart parts[PARTS_MAX];
    NoticeSent sent[SENT_MAX];
    NoticeQuestion question;
} Stage;

static const NoticeQuestion *set(const Scene *scene, Stage *stage)
{
    NoticeQuestion *q = &stage->question;

    *stage = (Stage){ .life = { .dates = { stated(scene->released), stated(scene->limited),
                                           stated(scene->end), stated(scene->withdrawn) } } };
    *q = (NoticeQuestion){ .life = &stage->life, .parts = stage->parts, .sent = stage->sent,
                           .day = day_of(scene->day) };
    for (; q->part_count < PARTS_MAX && scene->parts[q->part_count].name; q->part_count++) {
        Str name = str_of(scene->parts[q->part_count].name);
        Date end = stated(scene->parts[q->part_count].end);

        stage->parts[q->part_count] = (ForecastPart){
            name, name, end, end.kind == DATE_UNKNOWN ? HELD_OPEN : HELD_KNOWN };
    }
    for (; q->sent_count < SENT_MAX && scene->sent[q->sent_count].day; q->sent_count++) {
        const Sent *sent = &scene->sent[q->sent_count];

        stage->sent[q->sent_count] = (NoticeSent){ sent->kind, str_of(sent->part), sent->months,
                                                   day_of(sent->day), stated(sent->told) };
    }
    return q;
}

/* "24 support-end 2030-04-01 coming N60-6.6.1-SUP-d" per row. */
static void write_row(const Notice *n, const NoticeQuestion *q, Buf *out)
{
    char due[DATE_TEXT_BYTES];
    Str of = n->kind == NOTICE_PART_END ? q->parts[n->part_i].name : (Str){ 0 };
    bool dated = n->state != NOTICE_UNSCHEDULED;

    buf_printf(out, "%d %.*s", n->months, STR_ARG(notice_kind_name(n->kind)));
    buf_printf(out, of.len ? " %.*s" : "%.*s", STR_ARG(of));
    buf_printf(out, " %.*s %.*s", STR_ARG(dated ? date_write_day(n->due_day, due) : STR("-")),
               STR_ARG(notice_state_name(n->state)));
    buf_printf(out, " %.*s", STR_ARG(n->basis));
}

#define PUMP .released = "2024-04-01", .limited = "2029-04-01", .end = "2032-04-01"
#define UNSEEN "unknown"

static const struct {
    Scene scene;
    const char *want[WANT_MAX];
    const char *why;
} ROWS[] = {
    { { PUMP, .withdrawn = UNSEEN, .day = "2028-03-02" },
      { "24 support-limited 2027-04-01 overdue N60-6.6.1-02",
        "12 support-limited 2028-04-01 due N60-6.6.1-02",
        "6 support-limited 2028-10-01 coming N60-6.6.1-02",
        "24 support-end 2030-04-01 coming N60-6.6.1-LIM-a",
        "12 support-end 2031-04-01 coming N60-6.6.1-LIM-a",
        "6 support-end 2031-10-01 coming N60-6.6.1-LIM-a" },
      "three notices ahead of each end; 30 days before it is due" },
    { { PUMP, .withdrawn = UNSEEN, .day = "2028-03-01",
        .sent = { { NOTICE_SUPPORT_LIMITED, NULL, 24, "2027-03-20", "2029-04-01" } } },
      { "24 support-limited 2027-04-01 sent N60-6.6.1-02",
        "12 support-limited 2028-04-01 coming N60-6.6.1-02",
        "6 support-limited 2028-10-01 coming N60-6.6.1-02",
        "24 support-end 2030-04-01 coming N60-6.6.1-LIM-a",
        "12 support-end 2031-04-01 coming N60-6.6.1-LIM-a",
        "6 support-end 2031-10-01 coming N60-6.6.1-LIM-a" },
      "sent before it was due; 31 days before the next is not due" },
    { { PUMP, .withdrawn = UNSEEN, .day = "2028-11-01",
        .sent = { { NOTICE_SUPPORT_LIMITED, NULL, 12, "2028-05-01", "2029-04-01" },
                  { NOTICE_SUPPORT_LIMITED, NULL, 24, "2027-03-20", "2029-04-01" },
                  { NOTICE_SUPPORT_LIMITED, NULL, 6, "2028-11-02", "2029-04-01" } } },
      { "24 support-limited 2027-04-01 sent N60-6.6.1-02",
        "12 support-limited 2028-04-01 sent N60-6.6.1-02",
        "6 support-limited 2028-10-01 overdue N60-6.6.1-02",
        "24 support-end 2030-04-01 coming N60-6.6.1-LIM-a",
        "12 support-end 2031-04-01 coming N60-6.6.1-LIM-a",
        "6 support-end 2031-10-01 coming N60-6.6.1-LIM-a" },
      "what is sent tomorrow is not sent" },
    { { PUMP, .withdrawn = UNSEEN, .day = "2028-11-01",
        .sent = { { NOTICE_SUPPORT_LIMITED, NULL, 6, "2028-10-01", "2029-06-01" },
                  { NOTICE_SUPPORT_END, NULL, 6, "2028-10-01", "2029-04-01" } } },
      { "24 support-limited 2027-04-01 overdue N60-6.6.1-02",
        "12 support-limited 2028-04-01 overdue N60-6.6.1-02",
        "6 support-limited 2028-10-01 overdue N60-6.6.1-02",
        "24 support-end 2030-04-01 coming N60-6.6.1-LIM-a",
        "12 support-end 2031-04-01 coming N60-6.6.1-LIM-a",
        "6 support-end 2031-10-01 coming N60-6.6.1-LIM-a" },
      "a notice of another date, or of another end, does not count" },
    { { .released = "2024-04-01", .limited = "no", .end = "no", .withdrawn = UNSEEN,
        .parts = { { "openssl", "2026-08-31" }, { "kernel", "no" }, { "rtos", "unknown" } },
        .day = "2026-02-28",
        .sent = { { NOTICE_PART_END, "openssl", 12, "2025-09-02", "2026-08-31" },
                  { NOTICE_PART_END, "rtos", 6, "2025-09-02", "2026-08-31" },
                  { NOTICE_PART_END, "openssl", 24, "2024-09-02", "2026-08-31" } } },
      { "24 part-end openssl 2024-08-31 sent N60-6.6.1-SUP-c",
        "12 part-end openssl 2025-08-31 sent N60-6.6.1-SUP-c",
        "6 part-end openssl 2026-02-28 due N60-6.6.1-SUP-c",
        "0 part-end rtos - unscheduled N60-6.6.1-SUP-c" },
      "six months before 31 August is the end of February; what is unknown is a row" },
    { { .released = "2026-01-15", .limited = "2029", .end = "2032-04-01", .withdrawn = UNSEEN,
        .parts = { { "a", "2026-09-01" }, { "b", "2026-03-01" }, { "c", "2032-04-01" } },
        .day = "2026-01-01" },
      { "12 part-end a 2026-01-15 due N60-6.6.1-SUP-c",
        "6 part-end b 2026-01-15 due N60-6.6.1-SUP-c",
        "6 part-end a 2026-03-01 coming N60-6.6.1-SUP-c",
        "24 support-limited 2027-01-01 coming N60-6.6.1-02",
        "12 support-limited 2028-01-01 coming N60-6.6.1-02",
        "6 support-limited 2028-07-01 coming N60-6.6.1-02",
        "24 support-end 2030-04-01 coming N60-6.6.1-LIM-a",
        "12 support-end 2031-04-01 coming N60-6.6.1-LIM-a",
        "6 support-end 2031-10-01 coming N60-6.6.1-LIM-a" },
      "before release only the last, at the release; a year counts from its first day; what "
      "lasts as long as the device needs none" },
    { { .released = "yes", .limited = "yes", .end = "unknown", .withdrawn = UNSEEN,
        .parts = { { "a", "yes" }, { "b", "yes" } }, .day = "2026-01-01",
        .sent = { { NOTICE_PART_END, "b", 0, "2025-12-01", "yes" } } },
      { "0 support-limited 2026-01-01 due N60-6.6.1-02",
        "0 part-end a 2026-01-01 due N60-6.6.1-SUP-c",
        "0 part-end b 2026-01-01 sent N60-6.6.1-SUP-c",
        "0 support-end - unscheduled N60-6.6.1-SUP-d" },
      "what has come on an unknown day is told at once" },
    { { .released = "no", .limited = "unknown", .end = "unknown", .withdrawn = UNSEEN,
        .parts = { { "a", "2026-09-01" } }, .day = "2026-01-01" },
      { NULL }, "not released: nobody to tell" },
    { { PUMP, .withdrawn = "2026", .day = "2026-12-31" },
      { NULL }, "withdrawn: nobody to tell" },
    { { .released = "2020", .limited = "2024-01-01", .end = "2030", .withdrawn = UNSEEN,
        .parts = { { "a", "2027-01-01" }, { "b", "2031" } }, .day = "2024-06-01",
        .sent = { { NOTICE_SUPPORT_LIMITED, NULL, 6, "2023-06-01", "2024-01-01" } } },
      { "24 support-limited 2022-01-01 sent N60-6.6.1-02",
        "12 support-limited 2023-01-01 sent N60-6.6.1-02",
        "6 support-limited 2023-07-01 sent N60-6.6.1-02",
        "24 part-end a 2025-01-01 coming N60-6.6.1-LIM-b",
        "12 part-end a 2026-01-01 coming N60-6.6.1-LIM-b",
        "6 part-end a 2026-07-01 coming N60-6.6.1-LIM-b",
        "24 support-end 2028-01-01 coming N60-6.6.1-LIM-a",
        "12 support-end 2029-01-01 coming N60-6.6.1-LIM-a",
        "6 support-end 2029-07-01 coming N60-6.6.1-LIM-a" },
      "a nearer notice covers those before it; limited support has its own basis" },
};

/* REQ A144 A145 */
TEST(notices_are_due_ahead_of_each_end)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Stage stage;
        const NoticeQuestion *q = set(&ROWS[i].scene, &stage);
        Notices notices = { 0 };
        uint32_t want = 0;
        Err err = { 0 };

        CHECK_OK(notice_list(q, &arena, &notices, &err), &err);
        for (; want < WANT_MAX && ROWS[i].want[want]; want++) {
            CLEANUP(buf_done) Buf row = buf_new(1 << 12);

            CHECK(want < notices.count, ROWS[i].why);
            write_row(&notices.rows[want], q, &row);
            CHECK_STR(buf_str(&row), str_of(ROWS[i].want[want]), ROWS[i].why);
            CHECK_INT(notices.rows[want].whom, DUTY_CUSTOMER, "whom");
        }
        CHECK_INT(notices.count, want, ROWS[i].why);
    }
}

TEST(the_first_of_several_notices_is_the_one_that_counts)
{
    static const Scene SCENE = {
        PUMP, .withdrawn = UNSEEN, .day = "2028-11-01",
        .sent = { { NOTICE_SUPPORT_LIMITED, NULL, 12, "2028-05-01", "2029-04-01" },
                  { NOTICE_SUPPORT_LIMITED, NULL, 24, "2027-03-20", "2029-04-01" },
                  { NOTICE_SUPPORT_LIMITED, NULL, 6, "2028-10-02", "2029-04-01" } } };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Notices notices = { 0 };
    Stage stage;
    Err err = { 0 };

    CHECK_OK(notice_list(set(&SCENE, &stage), &arena, &notices, &err), &err);
    CHECK_INT(notices.rows[0].sent_day, day_of("2027-03-20"), "24 months ahead");
    CHECK_INT(notices.rows[1].sent_day, day_of("2028-05-01"), "12 months ahead");
    CHECK_INT(notices.rows[2].sent_day, day_of("2028-10-02"), "6 months ahead, a day late");
}

TEST(wrong_dates_and_no_memory_give_no_list)
{
    static const Scene SCENE = { PUMP, .withdrawn = UNSEEN, .day = "2028-11-01" };
    CLEANUP(arena_done) Arena none = arena_new(0);
    Notices notices = { .count = 42 };
    Stage stage;
    Err err = { 0 };

    CHECK(!notice_list(set(&SCENE, &stage), &none, &notices, &err), "no memory");
    CHECK_INT(err.code, ERR_LIMIT, "no memory");
    stage.life.dates.support_end = stated("2020");
    CHECK(!notice_list(&stage.question, &none, &notices, &err), "ended before it was released");
    CHECK_INT(err.code, ERR_STRUCTURE, "wrong dates");
    CHECK_INT(notices.count, 42, "the output is left alone");
}

/* A day later nothing is due that was not known to come, and what was overdue stays so. */
TEST(a_notice_only_becomes_more_urgent)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Notices first = { 0 }, later = { 0 };
        Stage stage;
        Err err = { 0 };

        set(&ROWS[i].scene, &stage);
        stage.question.sent_count = 0;
        CHECK_OK(notice_list(&stage.question, &arena, &first, &err), &err);
        stage.question.day += 45;
        CHECK_OK(notice_list(&stage.question, &arena, &later, &err), &err);
        CHECK_INT(first.count, later.count, "the same rows");
        for (uint32_t n = 0; n < first.count; n++)
            if (first.rows[n].months)
                CHECK(later.rows[n].state <= first.rows[n].state, ROWS[i].why);
    }
}

TEST(the_kinds_of_notices_are_what_people_review)
{
    Buf out = buf_new(1 << 20);

    SNAPSHOT_ROW(&out, STR("notice"), STR("sentence_en"), STR("sentence_ja"),
                 STR("months_ahead"), STR("basis_while_supported"), STR("basis_while_limited"),
                 STR("source"));
    for (NoticeKind k = 0; k < NOTICE_KINDS; k++) {
        static const RuleId IDS[] = {
            [NOTICE_SUPPORT_LIMITED] = STR_ROW("lifecycle.notice-limited"),
            [NOTICE_SUPPORT_END] = STR_ROW("lifecycle.notice-end"),
            [NOTICE_PART_END] = STR_ROW("lifecycle.notice-part"),
        };

        SNAPSHOT_ROW(&out, notice_kind_name(k), msg_text(LANG_EN, IDS[k]),
                     msg_text(LANG_JA, IDS[k]), STR("24 12 6"), notice_basis(k, false),
                     notice_basis(k, true),
                     STR("IMDRF N60:2020 6.6.1; the months are Inro's, N60 names none"));
    }
    snapshot_check("data/lifecycle/notices.tsv", &out);
    CHECK(NOTICE_MONTHS[0] == 24 && NOTICE_MONTHS[1] == 12 && NOTICE_MONTHS[2] == 6, "as told");
}

TEST(notices_are_told_in_sentences)
{
    Buf out = buf_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Notices notices = { 0 };
        Stage stage;
        const NoticeQuestion *q = set(&ROWS[i].scene, &stage);
        Err err = { 0 };

        CHECK_OK(notice_list(q, &arena, &notices, &err), &err);
        buf_printf(&out, "# on %s: %s\n", ROWS[i].scene.day, ROWS[i].why);
        for (int lang = LANG_EN; lang < LANG_COUNT; lang++)
            for (uint32_t n = 0; n < notices.count; n++)
                notice_tell(&notices.rows[n], q, (Lang)lang, &out);
    }
    snapshot_check("tests/golden/lifecycle-notices.txt", &out);
}
