/* SPDX-License-Identifier: Apache-2.0 */
/* Notices to customers: what is due, what was sent.
 *
 * A notice is called "support-end:12:2027-03-31": its kind, the months ahead, the end that it
 * tells of; "part-end:6:2027:pkg:generic/openssl@3.0.1" names the component, too. A date that
 * changes makes another notice, because the customers were told another date.
 */
#include "inro/life.h"

#include "api/ledger.h"
#include "base/jsonout.h"
#include "base/msg.h"
#include "lifecycle/notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NOTICE_ID_BYTES = 1024, NOTICE_PAYLOAD_BYTES = 1 << 16, NOTICE_TOLD_BYTES = 8192 };

#define RULE_NOTICE STR("api.notice-id")
#define RULE_TIME   STR("api.notice-time")

typedef enum {
    COLUMN_RELEASE, COLUMN_STATE, COLUMN_DUE, COLUMN_KIND, COLUMN_MONTHS, COLUMN_END,
    COLUMN_COMPONENT, COLUMN_WHOM, COLUMN_SENT, COLUMN_BASIS, COLUMN_NOTICE, COLUMN_TOLD,
    NOTICE_COLUMNS
} NoticeColumn;

#define TITLE(name) STR_ROW(name), STR_ROW("api.field-" name)

static const ListingColumn COLUMNS[NOTICE_COLUMNS] = {
    [COLUMN_RELEASE] = { TITLE("release"), LISTING_TEXT },
    [COLUMN_STATE] = { TITLE("state"), LISTING_WORD, .words = STR_ROW("api.notice-") },
    [COLUMN_DUE] = { TITLE("due"), LISTING_DATE },
    [COLUMN_KIND] = { TITLE("kind"), LISTING_WORD, .words = STR_ROW("api.notice-kind-") },
    [COLUMN_MONTHS] = { TITLE("months"), LISTING_INT },
    [COLUMN_END] = { TITLE("end"), LISTING_WORD, .words = STR_ROW("lifecycle.date-") },
    [COLUMN_COMPONENT] = { TITLE("component"), LISTING_TEXT },
    [COLUMN_WHOM] = { TITLE("whom"), LISTING_WORD, .words = STR_ROW("api.duty-"),
                      .programs_only = true },
    [COLUMN_SENT] = { TITLE("sent"), LISTING_DATE, .leaves = 3 },
    [COLUMN_BASIS] = { TITLE("basis"), LISTING_TEXT, .leaves = 2 },
    [COLUMN_NOTICE] = { TITLE("notice"), LISTING_TEXT, .leaves = 1 },
    [COLUMN_TOLD] = { TITLE("explanation"), LISTING_TEXT, .programs_only = true },
};

/* ---- what a notice is called -------------------------------------------------------- */

static Str id_write(const Notice *notice, Str part, char text[NOTICE_ID_BYTES])
{
    char date[DATE_TEXT_BYTES];

    snprintf(text, NOTICE_ID_BYTES, "%.*s:%d:%.*s%s%.*s", STR_ARG(notice_kind_name(notice->kind)),
             notice->months, STR_ARG(date_write(notice->end, date)), part.len ? ":" : "",
             STR_ARG(part));
    return str_of(text);
}

static bool kind_read(Str word, NoticeKind *out)
{
    for (NoticeKind kind = 0; kind < NOTICE_KINDS; kind++)
        if (str_eq(word, notice_kind_name(kind))) {
            *out = kind;
            return true;
        }
    return false;
}

static bool months_known(uint64_t months)
{
    bool known = months == 0;

    for (size_t i = 0; i < NOTICE_LEADS; i++)
        known = known || months == (uint64_t)NOTICE_MONTHS[i];
    return known;
}

static bool id_read(Str text, NoticeSent *out, Err *err)
{
    Str rest = text, kind, months, date = STR("");
    uint64_t number = 0;
    bool read = str_next(&rest, ':', &kind) && kind_read(kind, &out->kind)
             && str_next(&rest, ':', &months) && str_to_u64(months, &number)
             && months_known(number) && str_next(&rest, ':', &date)
             && date_parse(date, &out->told);

    out->months = (int)number;
    out->part_id = rest.len == SIZE_MAX ? STR("") : rest; /* nothing stands behind the date */
    if (!read || (out->part_id.len > 0) != (out->kind == NOTICE_PART_END))
        return err_set(err, ERR_USAGE, RULE_NOTICE, text);
    return true;
}

/* ---- what was sent ------------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    NoticeSent *sent;
    uint32_t count;
    size_t room;
} Sent;

static bool sent_row(void *context, const Row *from, Err *err)
{
    Sent *sent = context;
    Row row;

    if (!ARENA_ROOM(sent->arena, sent->sent, sent->count, &sent->room))
        return err_no_memory(err);
    if (!row_keep(from, sent->arena, &row, err)
        || !id_read(row_text(&row, "notice"), &sent->sent[sent->count], err))
        return false;
    sent->sent[sent->count++].sent_day = date_days_of_s(row_int(&row, "sent_s", 0));
    return true;
}

/* ---- the list ----------------------------------------------------------------------- */

typedef struct {
    LedgerBook book;
    int64_t day;
    Lang lang;
    bool people;      /* read it: components without a date are one row of a release */
    uint32_t undated; /* of these, in the release that is listed now */
    bool folded;      /* some row stands for several */
    ListingRow *rows;
    size_t count, room;
} Lister;

static bool date_cell(Lister *lister, Date date, Str *out, Err *err)
{
    char text[DATE_TEXT_BYTES];

    return arena_copy(&lister->book.arena, date_write(date, text), out) || err_no_memory(err);
}

static bool told_cell(Lister *lister, const Notice *notice, const NoticeQuestion *question,
                      Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(NOTICE_TOLD_BYTES);

    notice_tell(notice, question, lister->lang, &buf);
    return (!buf_failed(&buf) && arena_copy(&lister->book.arena, str_trim(buf_str(&buf)), out))
        || err_no_memory(err);
}

static bool is_undated(const Notice *notice)
{
    return notice->kind == NOTICE_PART_END && notice->state == NOTICE_UNSCHEDULED;
}

/* The row says it for all of them; each has a notice of its own, so it names none. */
static bool fold(Lister *lister, ListingCell *cells, Err *err)
{
    char number[16], told[NOTICE_ID_BYTES];

    snprintf(number, sizeof number, "%" PRIu32, lister->undated);
    msg_format(lister->lang, STR("api.notice-parts"), &(Str){ number, strlen(number) }, 1, told,
               sizeof told);
    cells[COLUMN_NOTICE].text = STR("");
    return arena_copy(&lister->book.arena, str_of(told), &cells[COLUMN_COMPONENT].text)
        || err_no_memory(err);
}

/* REQ A143 */
static bool cells_fill(Lister *lister, const NoticeQuestion *question, const Notice *notice,
                       ListingCell *cells, Err *err)
{
    Arena *arena = &lister->book.arena;
    Str part = STR("");
    char id[NOTICE_ID_BYTES], months[16];

    if (notice->kind == NOTICE_PART_END) {
        part = question->parts[notice->part_i].id;
        cells[COLUMN_COMPONENT].text = question->parts[notice->part_i].name;
    }
    cells[COLUMN_STATE].text = notice_state_name(notice->state);
    cells[COLUMN_KIND].text = notice_kind_name(notice->kind);
    cells[COLUMN_WHOM].text = duty_name(notice->whom);
    cells[COLUMN_BASIS].text = notice->basis;
    snprintf(months, sizeof months, "%d", notice->months);
    if (!arena_copy(arena, id_write(notice, part, id), &cells[COLUMN_NOTICE].text)
        || (notice->state != NOTICE_UNSCHEDULED
            && !arena_copy(arena, str_of(months), &cells[COLUMN_MONTHS].text)))
        return err_no_memory(err);
    return date_cell(lister, notice->end, &cells[COLUMN_END].text, err)
        && (notice->state == NOTICE_UNSCHEDULED
            || date_cell(lister, date_of_day(notice->due_day), &cells[COLUMN_DUE].text, err))
        && (notice->state != NOTICE_SENT
            || date_cell(lister, date_of_day(notice->sent_day), &cells[COLUMN_SENT].text, err))
        && told_cell(lister, notice, question, &cells[COLUMN_TOLD].text, err)
        && (lister->undated < 2 || !is_undated(notice) || fold(lister, cells, err));
}

static bool notice_add(Lister *lister, Str called, const NoticeQuestion *question,
                       const Notice *notice, Err *err)
{
    Arena *arena = &lister->book.arena;
    ListingCell *cells = ARENA_ARRAY(arena, ListingCell, NOTICE_COLUMNS);

    if (!cells || !ARENA_ROOM(arena, lister->rows, lister->count, &lister->room))
        return err_no_memory(err);
    cells[COLUMN_RELEASE].text = called;
    lister->rows[lister->count++] = (ListingRow){ .cells = cells };
    return cells_fill(lister, question, notice, cells, err);
}

/* Those of components without a date stand together at the end: people read one row for all. */
static bool notices_add(Lister *lister, Str called, const NoticeQuestion *question,
                        const Notices *notices, Err *err)
{
    uint32_t count = notices->count;

    lister->undated = 0;
    for (uint32_t i = 0; lister->people && i < notices->count; i++)
        lister->undated += is_undated(&notices->rows[i]);
    if (lister->undated > 1) {
        count -= lister->undated - 1;
        lister->folded = true;
    }
    for (uint32_t i = 0; i < count; i++)
        if (!notice_add(lister, called, question, &notices->rows[i], err))
            return false;
    return true;
}

static bool release_notices(Lister *lister, const Row *row, Err *err)
{
    Arena *arena = &lister->book.arena;
    RowQuery query = { .table = TABLE_NOTICE, .where = "release" };
    Sent sent = { .arena = arena };
    LedgerRelease release;
    NoticeQuestion question = { .day = lister->day };
    ReleaseLife life;
    ForecastPart *parts;
    Notices notices;

    query.equals = row_text(row, "id");
    if (!release_life(lister->book.record, row, arena, &life, err)
        || !ledger_release(&lister->book, row, &release, err)
        || !rows_walk(store_db(lister->book.record->store), &query, sent_row, &sent, err))
        return false;
    parts = ARENA_ARRAY(arena, ForecastPart, release.count + 1);
    if (!parts)
        return err_no_memory(err);
    for (uint32_t i = 0; i < release.count; i++)
        parts[i] = forecast_part(release.components[i].id, release.components[i].label,
                                 &release.components[i].support, lister->day);
    question.life = &life;
    question.parts = parts;
    question.part_count = release.count;
    question.sent = sent.sent;
    question.sent_count = sent.count;
    if (!notice_list(&question, arena, &notices, err))
        return err_in(err, "%.*s", STR_ARG(release.called));
    return notices_add(lister, release.called, &question, &notices, err);
}

static bool release_row(void *context, const Row *from, Err *err)
{
    Lister *lister = context;
    Row row;

    return row_keep(from, &lister->book.arena, &row, err) && release_notices(lister, &row, err);
}

static bool all_notices(Lister *lister, const InroLifeQuestion *question, Err *err)
{
    Db *db = store_db(lister->book.record->store);
    RowQuery query = { .table = TABLE_RELEASE };
    Row row;

    if (question->release)
        return noun_resolve(db, NOUN_RELEASE, str_of(question->release), &lister->book.arena, &row,
                            err)
            && release_notices(lister, &row, err);
    if (question->product) {
        if (!noun_resolve(db, NOUN_PRODUCT, str_of(question->product), &lister->book.arena, &row,
                          err))
            return false;
        query.where = "product";
        query.equals = row_text(&row, "id");
    }
    return rows_walk(db, &query, release_row, lister, err);
}

bool inro_notice_list(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                      const InroReportOptions *options, InroError *error)
{
    Lister lister = { .lang = report_lang(inro, options->format),
                      .people = report_people(options->format) };
    ListingNote notes[2] = { { .rule = { NULL, 0 } } };
    ListingRows rows;
    Listing listing = { .head = { .schema = STR("inro.notice-list/1"),
                                  .title = STR("api.notices"), .notes = notes,
                                  .note_count = ARRAY_LEN(notes) },
                        .columns = COLUMNS, .column_count = NOTICE_COLUMNS,
                        .empty = STR("api.no-notices"), .next = listing_rows_next,
                        .context = &rows };
    Err err;
    bool ok = day_read(inro, question->on, &lister.day, &err)
           && ledger_open(inro, record, question->db, &lister.book, &err)
           && all_notices(&lister, question, &err);

    rows = (ListingRows){ lister.rows, lister.count, 0 };
    if (lister.folded)
        notes[0].rule = STR("api.notice-folded");
    if (!lister.book.kb)
        notes[1].rule = STR("api.ledger-no-knowledge");
    ok = ok ? api_report_listing(inro, &listing, options, error) : api_fail(inro, &err, error);
    ledger_close(&lister.book);
    return ok;
}

/* ---- sent --------------------------------------------------------------------------- */

typedef struct {
    const char *release, *notice, *at;
} Said;

static bool sent_payload(Act *act, const Said *said, const Row *release, Str id, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(NOTICE_PAYLOAD_BYTES);
    JsonOut json = jsonout_new(&buf, 0);
    NoticeSent sent;
    int64_t at_s;

    if (!id_read(str_of(said->notice), &sent, err))
        return false;
    if (!date_parse_s(str_of(said->at), &at_s) || at_s <= 0 || at_s > act->inro->now_s)
        return err_set(err, ERR_USAGE, RULE_TIME, str_of(said->at));
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("product"), row_text(release, "product"));
    jsonout_str_at(&json, STR("release"), row_text(release, "id"));
    jsonout_str_at(&json, STR("notice"), str_of(said->notice));
    jsonout_str_at(&json, STR("audience"), duty_name(DUTY_CUSTOMER));
    jsonout_u64_at(&json, STR("sent_s"), (uint64_t)at_s);
    jsonout_str_at(&json, STR("person"), act->actor);
    jsonout_object_end(&json);
    return (jsonout_done(&json) && !buf_failed(&buf)
            && arena_copy(&act->arena, buf_str(&buf), out)) || err_no_memory(err);
}

static bool sent_say(Act *act, const Said *said, char *out, Err *err)
{
    Str id, payload;
    Row release;

    if (!noun_resolve(store_db(act->record->store), NOUN_RELEASE, str_of(said->release),
                      &act->arena, &release, err)
        || !act_uuid(act, &id, err) || !sent_payload(act, said, &release, id, &payload, err)
        || !act_say(act, "notice.sent", row_text(&release, "product"), row_text(&release, "id"),
                    payload, err)
        || !act_end(act, err))
        return false;
    memcpy(out, id.ptr, id.len + 1);
    return true;
}

bool inro_notice_sent(const Inro *inro, InroRecord *record, const char *release,
                      const char *notice, const char *at, char *id, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Said said = { release, notice, at };
    Err err;

    return (act_begin(record, inro, &act, &err) && sent_say(&act, &said, id, &err))
        || api_fail(inro, &err, error);
}
