/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/record.h"

#include "base/date.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "ident/flaw_id.h"

#define RULE_NO_ID     STR("formats.record-no-id")
#define RULE_ID        STR("formats.record-id")
#define RULE_ID_LONG   STR("formats.record-id-long")
#define RULE_NOT_ARRAY STR("formats.record-not-array")
#define RULE_NOT_TEXT  STR("formats.record-not-text")
#define RULE_MANY      STR("formats.record-many")
#define RULE_TIME      STR("formats.record-time")

void *array_add(Array *array, Arena *arena, size_t size)
{
    void *items = arena_room(arena, array->items, array->count + 1, &array->room, size);

    if (!items)
        return NULL;
    array->items = items;
    return memset((char *)items + array->count++ * size, 0, size);
}

RecordDraft record_draft(Str source_name, Arena *arena)
{
    return (RecordDraft){ .arena = arena, .source_name = source_name };
}

void record_finish(RecordDraft *draft, Record *out)
{
    Record *record = &draft->record;

    assert(record->id.len > 0);
    record->scores = draft->scores.items;
    record->score_count = draft->scores.count;
    record->cwes = draft->cwes.items;
    record->cwe_count = draft->cwes.count;
    record->affected = draft->affected.items;
    record->affected_count = draft->affected.count;
    record->nodes = draft->nodes.items;
    record->node_count = draft->nodes.count;
    record->criteria = draft->criteria.items;
    record->criterion_count = draft->criteria.count;
    *out = *record;
}

void record_leave_out(RecordDraft *draft, const Err *why)
{
    Err *kept = draft->record.left_out++ ? NULL : ARENA_NEW(draft->arena, Err);

    if (!kept)
        return;
    *kept = *why;
    draft->record.doubt = kept;
}

bool record_english(RecordDraft *draft, const Json *texts, Err *err)
{
    JsonIter iter = json_iter(texts);
    const Json *text;
    Str key;

    while (json_next(&iter, &key, &text))
        if (str_starts(json_str(json_get(text, STR("lang"))), STR("en")))
            return record_summary(draft, json_str(json_get(text, STR("value"))), err);
    return true;
}

static void leave_out(RecordDraft *draft, Str rule, Str text)
{
    Err why;

    err_set(&why, ERR_SYNTAX, rule, text);
    record_leave_out(draft, &why);
}

/* Nothing that a screen would not show as itself. */
static bool is_plain_id(Str text)
{
    size_t at = 0, len;
    uint32_t code;

    while (at < text.len && (len = utf8_decode(str_slice(text, at, text.len), &code)) != 0) {
        if (code == ' ' || utf8_is_unsafe(code))
            return false;
        at += len;
    }
    return text.len > 0 && at == text.len;
}

bool record_set_id(RecordDraft *draft, const Json *id, Err *err)
{
    Str text;

    if (!flaw_id_canonical(json_str(id), draft->arena, &text))
        return err_no_memory(err);
    if (text.len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_ID);
    if (text.len > RECORD_ID_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_ID_LONG, text);
    if (!is_plain_id(text))
        return err_set(err, ERR_SYNTAX, RULE_ID, text);
    draft->record.id = text;
    return true;
}

bool record_ids(RecordDraft *draft, const Json *array, const Str **out, size_t *count, Err *err)
{
    size_t read, kept = 0;
    const Str *texts;
    Str *ids;

    if (!record_texts(draft, array, RECORD_IDS_MAX, &texts, &read, err))
        return false;
    if (!(ids = ARENA_ARRAY(draft->arena, Str, read)))
        return err_no_memory(err);
    for (size_t i = 0; i < read; i++) {
        if (!flaw_id_canonical(texts[i], draft->arena, &ids[kept]))
            return err_no_memory(err);
        if (is_plain_id(ids[kept]) && ids[kept].len <= RECORD_ID_BYTES_MAX)
            kept++;
        else
            leave_out(draft, RULE_ID, texts[i]);
    }
    *out = ids;
    *count = kept;
    return true;
}

static size_t digits_at(Str text, size_t from)
{
    size_t end = from;

    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
        end++;
    return end - from;
}

bool cve_id_valid(Str id)
{
    size_t number;

    if (id.len > 32 || !str_eq_fold(str_slice(id, 0, 4), STR("CVE-")) || digits_at(id, 4) != 4)
        return false;
    number = digits_at(id, 9);
    return id.ptr[8] == '-' && number >= 4 && 9 + number == id.len;
}

bool record_texts(RecordDraft *draft, const Json *array, size_t max, const Str **out,
                  size_t *count, Err *err)
{
    size_t n = json_count(array), i = 0;
    JsonIter iter = json_iter(array);
    const Json *value;
    Str key, *texts;

    if (json_kind(array) != JSON_NULL && json_kind(array) != JSON_ARRAY)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_ARRAY);
    if (n > max)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!(texts = ARENA_ARRAY(draft->arena, Str, n)))
        return err_no_memory(err);
    for (; json_next(&iter, &key, &value); i++) {
        texts[i] = json_str(value);
        if (texts[i].len == 0) {
            err_set(err, ERR_STRUCTURE, RULE_NOT_TEXT);
            return err_in(err, "[%zu]", i);
        }
    }
    *out = texts;
    *count = n;
    return true;
}

/* C0, DEL, and C1 in its two bytes of UTF-8. */
static bool is_control(const char *at, size_t left)
{
    unsigned char first = (unsigned char)at[0];

    return first < ' ' || first == 0x7f
        || (first == 0xc2 && left > 1 && (unsigned char)at[1] < 0xa0);
}

/* Nonzero when one of eight bytes is below ' ', DEL or the first byte of a C1: then the text is
 * looked at byte by byte. Each line is the classic test for a zero byte, moved. */
static uint64_t control_near(uint64_t word)
{
    const uint64_t each = UINT64_MAX / 255, high = 0x80 * each;
    uint64_t del = word ^ (0x7f * each), c1 = word ^ (0xc2 * each);

    return ((word - ' ' * each) & ~word & high) | ((del - each) & ~del & high)
         | ((c1 - each) & ~c1 & high);
}

/* The summary is the one text of a record that is looked at, of every record of a feed. */
static size_t control_find(Str text)
{
    size_t i = 0;
    uint64_t word;

    for (; i + sizeof word <= text.len; i += sizeof word) {
        memcpy(&word, text.ptr + i, sizeof word);
        if (control_near(word))
            break;
    }
    while (i < text.len && !is_control(text.ptr + i, text.len - i))
        i++;
    return i;
}

/* The end of the last whole word before `max`; of one very long word, wherever it may be cut. */
static size_t word_end(Str text, size_t max)
{
    size_t cut = msg_cut(text, max), end = cut;

    while (end > max / 2 && text.ptr[end] != ' ' && text.ptr[end] != '\n')
        end--;
    return end > max / 2 ? end : cut;
}

static void spaces_for_controls(char *text, size_t len, size_t from)
{
    for (size_t i = from; i < len; i++)
        if (is_control(text + i, len - i)) {
            if ((unsigned char)text[i] == 0xc2)
                text[i++] = ' ';
            text[i] = ' ';
        }
}

bool record_summary(RecordDraft *draft, Str text, Err *err)
{
    Str whole = str_trim(text), cut = whole, more = STR("");
    size_t control;
    char *copy;

    if (draft->record.summary.len || whole.len == 0)
        return true;
    if (whole.len > RECORD_SUMMARY_BYTES) {
        more = STR("…");
        cut = str_trim(str_slice(whole, 0, word_end(whole, RECORD_SUMMARY_BYTES - more.len)));
    }
    control = control_find(cut);
    draft->record.summary = cut;
    if (control == cut.len && !more.len)
        return true;
    if (!(copy = arena_alloc_raw(draft->arena, cut.len + more.len)))
        return err_no_memory(err);
    memcpy(copy, cut.ptr, cut.len);
    spaces_for_controls(copy, cut.len, control);
    memcpy(copy + cut.len, more.ptr, more.len);
    draft->record.summary = (Str){ copy, cut.len + more.len };
    return true;
}

int64_t record_time(RecordDraft *draft, const Json *text)
{
    int64_t seconds = 0;

    if (json_kind(text) == JSON_NULL)
        return 0;
    if (!date_parse_s(json_str(text), &seconds)) {
        leave_out(draft, RULE_TIME, json_str(text));
        return 0;
    }
    return seconds > 0 ? seconds : 0;
}

bool record_day(Str text, int32_t *out)
{
    Ymd day;

    if (!date_parse_day(text, &day))
        return false;
    *out = (int32_t)date_to_days(day);
    return true;
}

bool record_score(RecordDraft *draft, Str vector, ScoreSource source, Str source_name, Err *err)
{
    const RecordScore *have = draft->scores.items;
    CvssScore score;
    RecordScore *slot;
    Err why = { 0 };

    vector = str_trim(vector);
    for (size_t i = 0; i < draft->scores.count; i++)
        if (have[i].source == source && str_eq(have[i].vector, vector)
            && str_eq(have[i].source_name, source_name))
            return true;
    if (draft->scores.count >= RECORD_SCORES_MAX)
        err_set(&why, ERR_LIMIT, RULE_MANY);
    else if (cvss_score(vector, &score, &why))
        why.code = ERR_NONE;
    if (why.code != ERR_NONE) {
        record_leave_out(draft, &why);
        return true;
    }
    if (!(slot = array_add(&draft->scores, draft->arena, sizeof *slot)))
        return err_no_memory(err);
    *slot = (RecordScore){ vector, score, source, source_name };
    return true;
}

bool record_cwe(RecordDraft *draft, Str cwe, Err *err)
{
    const Str *have = draft->cwes.items;
    Str *slot;

    if (cwe.len > 16 || cwe.len < 5 || !str_starts(cwe, STR("CWE-"))
        || digits_at(cwe, 4) + 4 != cwe.len)
        return true;
    for (size_t i = 0; i < draft->cwes.count; i++)
        if (str_eq(have[i], cwe))
            return true;
    if (draft->cwes.count >= RECORD_CWES_MAX) {
        leave_out(draft, RULE_MANY, cwe);
        return true;
    }
    if (!(slot = array_add(&draft->cwes, draft->arena, sizeof *slot)))
        return err_no_memory(err);
    *slot = cwe;
    return true;
}

bool record_cwes(RecordDraft *draft, const Json *list, RecordCwePath path, Err *err)
{
    JsonIter iter = json_iter(list), texts;
    const Json *entry, *text;
    Str key;

    while (json_next(&iter, &key, &entry)) {
        texts = json_iter(json_get(entry, path.texts));
        while (json_next(&texts, &key, &text))
            if (!record_cwe(draft, json_str(json_get(text, path.id)), err))
                return false;
    }
    return true;
}

static void exploit_add(RecordDraft *draft, ExploitFact exploit)
{
    if (exploit > draft->record.exploit)
        draft->record.exploit = exploit;
}

void record_ssvc(RecordDraft *draft, const Json *options)
{
    static const Str WORDS[EXPLOITS] = { STR_ROW("none"), STR_ROW("poc"), STR_ROW("active") };
    JsonIter iter = json_iter(options);
    const Json *option, *value;
    Str key;

    while (json_next(&iter, &key, &option)) {
        value = json_get(option, STR("Exploitation"));
        if (!value)
            value = json_get(option, STR("exploitation")); /* NVD */
        for (int i = EXPLOIT_PROOF; i < EXPLOITS; i++)
            if (str_eq_fold(json_str(value), WORDS[i]))
                exploit_add(draft, (ExploitFact)i);
    }
}

void record_references(RecordDraft *draft, const Json *references)
{
    JsonIter iter = json_iter(references), tags;
    const Json *reference, *tag;
    Str key;

    while (json_next(&iter, &key, &reference)) {
        tags = json_iter(json_get(reference, STR("tags")));
        while (json_next(&tags, &key, &tag))
            if (str_eq_fold(json_str(tag), STR("exploit")))
                exploit_add(draft, EXPLOIT_PROOF);
        if (str_eq(json_str(json_get(reference, STR("type"))), STR("EVIDENCE")))
            exploit_add(draft, EXPLOIT_PROOF);
    }
}

bool record_affected(RecordDraft *draft, AffectedKind kind, RecordAffected **out, Err *err)
{
    RecordAffected *slot;

    if (draft->affected.count >= RECORD_RANGES_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!(slot = array_add(&draft->affected, draft->arena, sizeof *slot)))
        return err_no_memory(err);
    slot->kind = kind;
    *out = slot;
    return true;
}

static Str number_at(Str text, size_t from)
{
    size_t to = from;

    while (to < text.len && text.ptr[to] >= '0' && text.ptr[to] <= '9')
        to++;
    return str_slice(text, from, to);
}

/* The first numbers that differ tell most pairs apart, at a tenth of a comparison's cost. */
static bool surely_before(Str a, Str b)
{
    size_t at = 0;
    Str x, y;

    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
        at++;
    while (at > 0 && a.ptr[at - 1] >= '0' && a.ptr[at - 1] <= '9')
        at--;
    x = number_at(a, at);
    y = number_at(b, at);
    return x.len && y.len && x.ptr[0] != '0' && y.ptr[0] != '0'
        && (x.len < y.len || (x.len == y.len && str_cmp(x, y) < 0));
}

bool record_range_hollow(Scheme scheme, const RecordRange *range)
{
    Err ignored = { 0 };
    int order;

    return range->lower.len && range->upper.len && !range->exact
        && !surely_before(range->lower, range->upper)
        && !version_is_hash(range->lower) && !version_is_hash(range->upper)
        && version_compare(scheme, range->lower, range->upper, &order, &ignored)
        && (order > 0 || (order == 0 && !(range->lower_inclusive && range->upper_inclusive)));
}

bool record_range(RecordDraft *draft, Array *ranges, RecordRange range, Err *err)
{
    RecordRange *slot;

    if (draft->range_count >= RECORD_RANGES_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!(slot = array_add(ranges, draft->arena, sizeof *slot)))
        return err_no_memory(err);
    *slot = range;
    draft->range_count++;
    return true;
}
