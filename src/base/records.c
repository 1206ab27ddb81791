/* SPDX-License-Identifier: Apache-2.0 */
#include "base/records.h"

#include "base/json_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULE_AFTER     STR("base.json-after")
#define RULE_BROKEN    STR("base.records-broken")
#define RULE_CUT       STR("base.records-cut")
#define RULE_TOO_LARGE STR("base.records-too-large")

#define BOM STR("\xEF\xBB\xBF")
#define EMPTY_END "]}" /* closes a head so that it is an object with an empty array */

enum { RECORDS_FIRST = 256 };

typedef enum {
    SHAPE_UNKNOWN,
    SHAPE_LINES,
    SHAPE_VALUES,
    SHAPE_ELEMENTS,
    SHAPE_TAIL, /* behind the array of an object     */
    SHAPE_REST, /* behind an array: only white space */
} Shape;

struct Records {
    Stream *stream;
    const Str *names;
    size_t name_count;
    Shape shape;
    bool ended;       /* the stream is                                       */
    bool framed;      /* the array is a member of an object                  */
    bool after_value; /* in an array: an element came, no comma yet          */
    bool after_comma;
    char *carry;      /* what was read behind the last whole record          */
    size_t carry_len, carry_room;
    uint64_t byte;    /* where the carry begins in the inflated source       */
    char *head, *frame;
    size_t head_len;  /* without EMPTY_END                                   */
    uint64_t head_byte;
};

/* The bytes at hand: [at, end), where `at` moves behind what is done. */
typedef struct {
    Records *records;
    RecordBatch *batch;
    const char *at, *end;
    uint64_t base; /* the source's offset of the block's first byte */
} Cut;

typedef enum { STEP_DONE, STEP_MORE, STEP_FAILED } Step;

bool records_open(Stream *stream, const Str *names, size_t name_count, Records **out, Err *err)
{
    Records *records = calloc(1, sizeof *records);

    if (!records)
        return err_no_memory(err);
    records->stream = stream;
    records->names = names;
    records->name_count = name_count;
    *out = records;
    return true;
}

void records_close(Records **held)
{
    Records *records = *held;

    *held = NULL;
    if (!records)
        return;
    free(records->carry);
    free(records->head);
    free(records->frame);
    free(records);
}

void record_batch_done(RecordBatch *batch)
{
    free(batch->record);
    free(batch->block);
    *batch = (RecordBatch){ 0 };
}

static uint64_t byte_of(const Cut *cut, const char *at)
{
    return cut->base + (uint64_t)(at - cut->batch->block);
}

static Step refuse(const Cut *cut, const char *at, Str rule, Err *err)
{
    err_set(err, ERR_SYNTAX, rule);
    err_at(err, byte_of(cut, at));
    err_in(err, "%s", stream_name(cut->records->stream));
    return STEP_FAILED;
}

static Step no_memory(Err *err)
{
    err_no_memory(err);
    return STEP_FAILED;
}

static Step add(const Cut *cut, RecordText record, Err *err)
{
    RecordBatch *batch = cut->batch;

    if (batch->count == batch->record_room) {
        size_t room = batch->record_room ? 2 * batch->record_room : RECORDS_FIRST;
        RecordText *grown = realloc(batch->record, room * sizeof *grown);
        if (!grown)
            return no_memory(err);
        batch->record = grown;
        batch->record_room = room;
    }
    batch->record[batch->count++] = record;
    return STEP_DONE;
}

/* The value [at, end) without white space behind it; `at` moves there. */
static Step add_value(Cut *cut, const char *end, Err *err)
{
    const char *from = cut->at, *to = end;

    while (to > from && (to[-1] == '\r' || to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\n'))
        to--;
    cut->at = end;
    return add(cut, (RecordText){ { from, (size_t)(to - from) }, byte_of(cut, from), RECORD_VALUE },
               err);
}

static bool opens(char c)
{
    return c == '{' || c == '[';
}

static const char *line_end(const Cut *cut)
{
    return memchr(cut->at, '\n', (size_t)(cut->end - cut->at));
}

/* Two lines "…}" and "{…": in JSON only two values in a row are written so, since within a value
 * a comma or bracket would stand between them. */
static bool line_ends_value(const Cut *cut)
{
    const char *end = line_end(cut), *next;

    if (!end)
        return false;
    next = json_skip_space(end, cut->end);
    while (end > cut->at && (end[-1] == '\r' || end[-1] == ' '))
        end--;
    return next < cut->end && *next == '{' && end > cut->at && end[-1] == '}';
}

/* Behind a value that is no container: the first byte that cannot belong to it, or NULL. */
static const char *scalar_end(const char *at, const char *end)
{
    if (*at == '"')
        return json_string_end(at, end);
    while (at < end && !strchr(",]} \n\r\t", *at))
        at++;
    return at < end ? at : NULL;
}

static const char *value_end(const char *at, const char *end)
{
    return opens(*at) ? json_container_end(at, end) : scalar_end(at, end);
}

static bool name_wanted(const Records *records, Str name)
{
    for (size_t i = 0; i < records->name_count; i++)
        if (str_eq(records->names[i], name))
            return true;
    return false;
}

/* One member of an object at *at: moves behind it, or behind the "[" of a wanted array. NULL in
 * *at when more bytes are needed or the object is broken. */
static bool member_is_wanted(const Records *records, const char **at, const char *end)
{
    const char *from = *at, *to = json_string_end(from, end), *value;
    bool wanted;

    *at = NULL;
    if (!to)
        return false;
    wanted = name_wanted(records, (Str){ from + 1, (size_t)(to - from) - 2 });
    value = json_skip_space(to, end);
    if (value == end || *value != ':')
        return false;
    value = json_skip_space(value + 1, end);
    if (value == end)
        return false;
    wanted = wanted && *value == '[';
    *at = wanted ? value + 1 : value_end(value, end);
    return wanted;
}

/* Behind the "[" of the wanted array of the object at cut->at, or NULL. */
static const char *array_begin(const Cut *cut)
{
    const char *at = json_skip_space(cut->at + 1, cut->end);

    while (at < cut->end && *at == '"') {
        if (member_is_wanted(cut->records, &at, cut->end))
            return at;
        if (!at)
            break;
        at = json_skip_space(at, cut->end);
        if (at < cut->end && *at == ',')
            at = json_skip_space(at + 1, cut->end);
    }
    return NULL;
}

/* Keeps the head for the frame, and hands it out closed. */
static Step begin_frame(Cut *cut, const char *array, Err *err)
{
    Records *records = cut->records;
    size_t len = (size_t)(array - cut->at);

    records->head = malloc(len + sizeof EMPTY_END);
    if (!records->head)
        return no_memory(err);
    memcpy(records->head, cut->at, len);
    memcpy(records->head + len, EMPTY_END, sizeof EMPTY_END);
    records->head_len = len;
    records->head_byte = byte_of(cut, cut->at);
    records->shape = SHAPE_ELEMENTS;
    records->framed = true;
    cut->at = array;
    return add(cut, (RecordText){ { records->head, len + sizeof EMPTY_END - 1 },
                                  records->head_byte, RECORD_HEAD }, err);
}

/* The value that ends at `end` fills one line. */
static bool is_line(const Cut *cut, const char *end)
{
    const char *next = json_skip_space(end, cut->end);

    return !memchr(cut->at, '\n', (size_t)(end - cut->at))
        && (next == cut->end || memchr(end, '\n', (size_t)(next - end)));
}

/* The first value decides the shape. */
static Step decide_shape(Cut *cut, Err *err)
{
    Records *records = cut->records;
    const char *array, *end;

    if (cut->base == 0 && cut->at == cut->batch->block
        && str_starts((Str){ cut->at, (size_t)(cut->end - cut->at) }, BOM))
        cut->at += BOM.len;
    cut->at = json_skip_space(cut->at, cut->end);
    if (cut->at == cut->end)
        return STEP_MORE;
    records->shape = SHAPE_LINES;
    if (*cut->at == '[') {
        records->shape = SHAPE_ELEMENTS;
        cut->at++;
    } else if (*cut->at == '{' && !line_ends_value(cut)) {
        array = records->name_count ? array_begin(cut) : NULL;
        if (array)
            return begin_frame(cut, array, err);
        end = json_container_end(cut->at, cut->end);
        records->shape = end || records->ended ? SHAPE_VALUES : SHAPE_UNKNOWN;
        if (end && is_line(cut, end))
            records->shape = SHAPE_LINES;
    }
    return records->shape == SHAPE_UNKNOWN ? STEP_MORE : STEP_DONE;
}

static Step cut_line(Cut *cut, Err *err)
{
    const char *end;

    cut->at = json_skip_space(cut->at, cut->end);
    if (cut->at == cut->end)
        return STEP_MORE;
    end = line_end(cut);
    if (!end && !cut->records->ended)
        return STEP_MORE;
    return add_value(cut, end ? end : cut->end, err);
}

static Step cut_value(Cut *cut, Err *err)
{
    const char *end;

    cut->at = json_skip_space(cut->at, cut->end);
    if (cut->at == cut->end)
        return STEP_MORE;
    if (!opens(*cut->at))
        return cut_line(cut, err);
    end = json_container_end(cut->at, cut->end);
    if (!end && !cut->records->ended)
        return STEP_MORE;
    return add_value(cut, end ? end : cut->end, err);
}

/* At the first byte of an element, or at the bracket that closes the array. */
static Step cut_element(Cut *cut, Err *err)
{
    Records *records = cut->records;
    const char *end;
    Step step;

    if (*cut->at == ']') {
        if (records->after_comma)
            return refuse(cut, cut->at, RULE_BROKEN, err);
        records->shape = records->framed ? SHAPE_TAIL : SHAPE_REST;
        cut->at += !records->framed;
        return STEP_DONE;
    }
    if (records->after_value || strchr(",}:", *cut->at))
        return refuse(cut, cut->at, RULE_BROKEN, err);
    end = value_end(cut->at, cut->end);
    if (!end)
        return records->ended ? refuse(cut, cut->at, RULE_CUT, err) : STEP_MORE;
    step = add_value(cut, end, err);
    records->after_value = true;
    records->after_comma = false;
    return step;
}

static Step cut_elements(Cut *cut, Err *err)
{
    Records *records = cut->records;

    cut->at = json_skip_space(cut->at, cut->end);
    if (cut->at < cut->end && *cut->at == ',') {
        if (!records->after_value)
            return refuse(cut, cut->at, RULE_BROKEN, err);
        records->after_value = false;
        records->after_comma = true;
        cut->at = json_skip_space(cut->at + 1, cut->end);
    }
    if (cut->at == cut->end)
        return records->ended ? refuse(cut, cut->at, RULE_CUT, err) : STEP_MORE;
    return cut_element(cut, err);
}

/* Head and tail joined; once, when the whole tail is here. */
static Step cut_tail(Cut *cut, Err *err)
{
    Records *records = cut->records;
    size_t tail = (size_t)(cut->end - cut->at);

    if (!records->ended || records->frame)
        return STEP_MORE;
    records->frame = malloc(records->head_len + tail + 1);
    if (!records->frame)
        return no_memory(err);
    memcpy(records->frame, records->head, records->head_len);
    memcpy(records->frame + records->head_len, cut->at, tail);
    cut->at = cut->end;
    return add(cut, (RecordText){ { records->frame, records->head_len + tail },
                                  records->head_byte, RECORD_FRAME }, err);
}

static Step cut_rest(Cut *cut, Err *err)
{
    cut->at = json_skip_space(cut->at, cut->end);
    return cut->at == cut->end ? STEP_MORE : refuse(cut, cut->at, RULE_AFTER, err);
}

static Step cut_next(Cut *cut, Err *err)
{
    switch (cut->records->shape) {
    case SHAPE_UNKNOWN:
        return decide_shape(cut, err);
    case SHAPE_LINES:
        return cut_line(cut, err);
    case SHAPE_VALUES:
        return cut_value(cut, err);
    case SHAPE_ELEMENTS:
        return cut_elements(cut, err);
    case SHAPE_TAIL:
        return cut_tail(cut, err);
    case SHAPE_REST:
        return cut_rest(cut, err);
    }
    return STEP_FAILED;
}

static bool grow(char **at, size_t *room, size_t need, Err *err)
{
    char *grown;

    if (need <= *room)
        return true;
    grown = realloc(*at, need);
    if (!grown)
        return err_no_memory(err);
    *at = grown;
    *room = need;
    return true;
}

/* Fills the block up to `room` bytes, or to the end of the stream. */
static bool top_up(Records *records, char *block, size_t *len, size_t room, Err *err)
{
    while (*len < room && !records->ended) {
        size_t got;
        if (!stream_read(records->stream, block + *len, room - *len, &got, err))
            return false;
        *len += got;
        records->ended = got == 0;
    }
    return true;
}

static bool keep_rest(Records *records, const Cut *cut, Err *err)
{
    size_t rest = (size_t)(cut->end - cut->at);

    if (!grow(&records->carry, &records->carry_room, rest, err))
        return false;
    if (rest)
        memcpy(records->carry, cut->at, rest);
    records->carry_len = rest;
    records->byte = byte_of(cut, cut->at);
    return true;
}

static bool refuse_large(const Records *records, Err *err)
{
    char number[24];

    snprintf(number, sizeof number, "%d", RECORDS_RECORD_BYTES_MAX);
    err_set(err, ERR_LIMIT, RULE_TOO_LARGE, str_of(number));
    err_at(err, records->byte);
    return err_in(err, "%s", stream_name(records->stream));
}

/* Cuts what is whole in the block. What stands before a failure is handed out first: the state
 * stays at the failure, and the next call meets it again. */
static bool cut_block(Cut *cut, Err *err)
{
    Step step = STEP_DONE;

    while (step == STEP_DONE)
        step = cut_next(cut, err);
    return step == STEP_MORE || cut->batch->count > 0;
}

/* As long as no record is whole, what is left moves to the front of the block, which grows. */
bool records_fill(Records *records, RecordBatch *batch, Err *err)
{
    size_t len = records->carry_len;
    bool carried = false;

    batch->count = 0;
    for (;;) {
        size_t room = 2 * len + RECORDS_BLOCK_BYTES;
        Cut cut;

        if (len > RECORDS_RECORD_BYTES_MAX)
            return refuse_large(records, err);
        if (!grow(&batch->block, &batch->block_room, room + JSON_SCAN_SLACK, err))
            return false;
        if (!carried && len)
            memcpy(batch->block, records->carry, len);
        carried = true;
        if (!top_up(records, batch->block, &len, room, err))
            return false;
        cut = (Cut){ records, batch, batch->block, batch->block + len, records->byte };
        if (!cut_block(&cut, err))
            return false;
        if (batch->count || records->ended)
            return keep_rest(records, &cut, err);
        len = (size_t)(cut.end - cut.at);
        records->byte = byte_of(&cut, cut.at);
        memmove(batch->block, cut.at, len);
    }
}
