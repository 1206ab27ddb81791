/* SPDX-License-Identifier: Apache-2.0 */
#include "report/object.h"

#include "report/facts.h"
#include "report/verdict_text.h"

void object_tool(JsonOut *out, const Scan *scan)
{
    jsonout_key(out, STR("tool"));
    jsonout_object(out);
    jsonout_str_at(out, STR("name"), TOOL_NAME);
    jsonout_str_at(out, STR("version"), scan->tool_version);
    jsonout_object_end(out);
}

static void time_at(JsonOut *out, Str key, int64_t time_s)
{
    FactText buffer;

    jsonout_text_at(out, key, facts_time(time_s, &buffer));
}

static void put_source(JsonOut *out, const ScanSource *source)
{
    jsonout_object(out);
    jsonout_str_at(out, STR("id"), source->id);
    time_at(out, STR("date"), source->date_s);
    jsonout_u64_at(out, STR("records"), source->records);
    jsonout_text_at(out, STR("digest"), source->digest);
    jsonout_object_end(out);
}

void object_database_value(JsonOut *out, const ScanDatabase *db)
{
    if (!db->present) {
        jsonout_null(out);
        return;
    }
    jsonout_object(out);
    jsonout_u64_at(out, STR("generation"), db->generation);
    time_at(out, STR("date"), db->date_s);
    jsonout_text_at(out, STR("digest"), db->digest);
    jsonout_key(out, STR("sources"));
    jsonout_array(out);
    for (size_t i = 0; i < db->source_count; i++)
        put_source(out, &db->sources[i]);
    jsonout_array_end(out);
    jsonout_object_end(out);
}

void object_database(JsonOut *out, const Scan *scan)
{
    jsonout_key(out, STR("database"));
    object_database_value(out, &scan->database);
}

void object_input(JsonOut *out, const Scan *scan)
{
    jsonout_key(out, STR("input"));
    jsonout_array(out);
    for (size_t i = 0; i < scan->input_count; i++) {
        jsonout_object(out);
        jsonout_str_at(out, STR("file"), scan->inputs[i].file);
        jsonout_str_at(out, STR("format"), scan->inputs[i].format);
        jsonout_str_at(out, STR("version"), scan->inputs[i].version);
        jsonout_u64_at(out, STR("components"), scan->inputs[i].components);
        jsonout_object_end(out);
    }
    jsonout_array_end(out);
}

/* Members that are there only when there is something to tell. */
void object_refused(JsonOut *out, const Scan *scan)
{
    char text[ERR_TEXT_BYTES];

    if (scan->bare_count)
        jsonout_u64_at(out, STR("releases_without_sbom"), scan->bare_count);
    if (!scan->refused_count)
        return;
    jsonout_key(out, STR("refused"));
    jsonout_array(out);
    for (size_t i = 0; i < scan->refused_count; i++) {
        jsonout_object(out);
        jsonout_str_at(out, STR("file"), scan->refused[i].file);
        jsonout_str_at(out, STR("rule"), scan->refused[i].why.rule);
        jsonout_str_at(out, STR("text"),
                       str_of(err_text(&scan->refused[i].why, LANG_EN, text, sizeof text)));
        jsonout_object_end(out);
    }
    jsonout_array_end(out);
}

void object_summary(JsonOut *out, const Scan *scan)
{
    FactsTally tally = facts_tally(scan);

    jsonout_key(out, STR("summary"));
    jsonout_object(out);
    jsonout_u64_at(out, STR("components"), scan->components);
    jsonout_u64_at(out, STR("checked"), scan->checked);
    jsonout_u64_at(out, STR("unchecked"), scan->unchecked);
    jsonout_u64_at(out, STR("findings"), scan->finding_count);
    jsonout_u64_at(out, STR("kev"), tally.kev);
    jsonout_key(out, STR("by_severity"));
    jsonout_object(out);
    for (unsigned i = SEVERITIES; i-- > 0;)
        jsonout_u64_at(out, severity_name((Severity)i), tally.by_severity[i]);
    jsonout_object_end(out);
    jsonout_object_end(out);
}

FindingTexts finding_texts_new(void)
{
    return (FindingTexts){ slices_new(), slice_one_new(), slice_one_new() };
}

void finding_texts_done(FindingTexts *texts)
{
    slices_done(&texts->components);
    slice_one_done(&texts->flaw);
    slice_one_done(&texts->evidence);
}

static void begin_object(JsonOut *out, Str kind)
{
    jsonout_object(out);
    if (kind.len)
        jsonout_str_at(out, STR("kind"), kind);
}

void object_item(JsonOut *out, const Scan *scan, const ScanItem *item, Str kind)
{
    begin_object(out, kind);
    jsonout_str_at(out, STR("input"), facts_input(scan, item->input));
    jsonout_text_at(out, STR("ref"), item->ref);
    jsonout_text_at(out, STR("name"), item->name);
    jsonout_text_at(out, STR("version"), item->version);
    jsonout_text_at(out, STR("identifier"), item->identifier);
    jsonout_text_at(out, STR("ecosystem"), item->ecosystem);
    jsonout_text_at(out, STR("place"), item->place);
    jsonout_text_at(out, STR("rule"), item->rule);
    if (item->vulnerability.len)
        jsonout_str_at(out, STR("vulnerability"), item->vulnerability);
    jsonout_object_end(out);
}

static void put_component(JsonOut *out, const Scan *scan, const ScanFinding *f)
{
    const ScanComponent *component = f->component;

    jsonout_str_at(out, STR("input"), facts_input(scan, component->input));
    jsonout_key(out, STR("component"));
    jsonout_object(out);
    jsonout_str_at(out, STR("name"), component->name);
    jsonout_text_at(out, STR("version"), component->version);
    jsonout_text_at(out, STR("purl"), component->purl);
    jsonout_text_at(out, STR("cpe"), component->cpe);
    jsonout_text_at(out, STR("ref"), component->ref);
    jsonout_object_end(out);
}

static void put_cvss(JsonOut *out, const ScanFlaw *flaw)
{
    jsonout_key(out, STR("cvss"));
    jsonout_array(out);
    for (size_t i = 0; i < flaw->score_count; i++) {
        const ScanScore *score = &flaw->scores[i];
        jsonout_object(out);
        jsonout_str_at(out, STR("version"), cvss_version_name(score->version));
        jsonout_text_at(out, STR("vector"), score->vector);
        jsonout_key(out, STR("score"));
        if (score->score >= 0)
            jsonout_decimal(out, (uint64_t)score->score, 1);
        else
            jsonout_null(out);
        jsonout_text_at(out, STR("source"), score->source);
        jsonout_object_end(out);
    }
    jsonout_array_end(out);
}

static void put_epss(JsonOut *out, const ScanFlaw *flaw)
{
    jsonout_key(out, STR("epss"));
    if (flaw->epss_score == SCAN_NO_PARTS) {
        jsonout_null(out);
        return;
    }
    jsonout_object(out);
    jsonout_key(out, STR("score"));
    jsonout_decimal(out, flaw->epss_score, 5);
    jsonout_key(out, STR("percentile"));
    if (flaw->epss_percentile == SCAN_NO_PARTS)
        jsonout_null(out);
    else
        jsonout_decimal(out, flaw->epss_percentile, 5);
    jsonout_object_end(out);
}

static void put_kev(JsonOut *out, const ScanFlaw *flaw)
{
    FactText buffer;

    jsonout_key(out, STR("kev"));
    if (!flaw->kev) {
        jsonout_null(out);
        return;
    }
    jsonout_object(out);
    jsonout_text_at(out, STR("date_added"), facts_day(flaw->kev_date_added, &buffer));
    jsonout_text_at(out, STR("due_date"), facts_day(flaw->kev_due_date, &buffer));
    jsonout_bool_at(out, STR("ransomware"), flaw->kev_ransomware);
    jsonout_object_end(out);
}

static void put_texts(JsonOut *out, Str key, const Str *texts, size_t count)
{
    jsonout_key(out, key);
    jsonout_array(out);
    for (size_t i = 0; i < count; i++)
        jsonout_str(out, texts[i]);
    jsonout_array_end(out);
}

static void put_flaw(JsonOut *out, const Scan *scan, const ScanFinding *f)
{
    const ScanFlaw *flaw = f->flaw;

    (void)scan;
    jsonout_key(out, STR("vulnerability"));
    jsonout_object(out);
    jsonout_str_at(out, STR("id"), flaw->id);
    put_texts(out, STR("aliases"), flaw->aliases, flaw->alias_count);
    jsonout_text_at(out, STR("summary"), flaw->summary);
    jsonout_str_at(out, STR("severity"), severity_name(flaw->severity));
    put_cvss(out, flaw);
    put_epss(out, flaw);
    put_kev(out, flaw);
    time_at(out, STR("published"), flaw->published_s);
    time_at(out, STR("modified"), flaw->modified_s);
    jsonout_object_end(out);
}

static void put_fixes(JsonOut *out, const Scan *scan, const ScanFinding *f)
{
    (void)scan;
    put_texts(out, STR("fixed_versions"), f->evidence->fixed_versions, f->evidence->fixed_count);
}

static void put_support(JsonOut *out, const Scan *scan, const ScanFinding *f)
{
    SupportText support = support_of_finding(scan, f);

    jsonout_key(out, STR("support"));
    if (support.ends.len == 0) {
        jsonout_null(out);
        return;
    }
    jsonout_object(out);
    jsonout_str_at(out, STR("ends"), support.ends);
    jsonout_text_at(out, STR("source"), support.source);
    jsonout_object_end(out);
}

static void put_match(JsonOut *out, const Scan *scan, const ScanFinding *f)
{
    (void)scan;
    jsonout_key(out, STR("match"));
    jsonout_object(out);
    jsonout_str_at(out, STR("rule"), f->evidence->rule);
    jsonout_text_at(out, STR("source"), f->evidence->source);
    jsonout_text_at(out, STR("range"), f->evidence->range);
    jsonout_object_end(out);
}

void object_verdict(JsonOut *out, const ScanVerdict *verdict)
{
    VerdictMember members[VERDICT_MEMBERS];
    FactText decided;

    verdict_members(verdict, &decided, members);
    jsonout_key(out, STR("record"));
    jsonout_object(out);
    for (size_t i = 0; i < VERDICT_MEMBERS; i++)
        if (str_eq(members[i].name, STR("overdue")))
            jsonout_bool_at(out, members[i].name, verdict->overdue);
        else
            jsonout_text_at(out, members[i].name, members[i].text);
    jsonout_object_end(out);
}

/* The members of a finding behind its id, in their order, and what they are about. */
typedef enum { THING_COMPONENT, THING_FLAW, THING_EVIDENCE, THINGS } Thing;
static const struct {
    void (*put)(JsonOut *out, const Scan *scan, const ScanFinding *f);
    Thing thing;
    size_t piece; /* of what is known of it */
} MEMBERS[] = {
    { put_component, THING_COMPONENT, 0 },
    { put_flaw, THING_FLAW, 0 },
    { put_fixes, THING_EVIDENCE, 0 },
    { put_support, THING_COMPONENT, 1 },
    { put_match, THING_EVIDENCE, 1 },
};

static void keep(FindingTexts *texts, Thing thing, const ScanFinding *f, const Slice *slice)
{
    switch (thing) {
    case THING_COMPONENT:
        slices_keep(&texts->components, f->component, slice);
        break;
    case THING_FLAW:
        slice_one_keep(&texts->flaw, f->flaw, slice);
        break;
    case THING_EVIDENCE:
        slice_one_keep(&texts->evidence, f->evidence, slice);
        break;
    case THINGS:
        break;
    }
}

void object_finding_ahead(const ScanFinding *findings, size_t i, size_t end,
                          const FindingTexts *texts)
{
    enum { THINGS_AHEAD = 12, TEXTS_AHEAD = 6 };

    if (end - i > THINGS_AHEAD) {
        const ScanFinding *far = &findings[i + THINGS_AHEAD];
        __builtin_prefetch(far->flaw);
        __builtin_prefetch(&far->flaw->scores);
        __builtin_prefetch(far->evidence);
        __builtin_prefetch(far->component);
        __builtin_prefetch(&far->component->cpe);
    }
    if (end - i > TEXTS_AHEAD) {
        const ScanFinding *near = &findings[i + TEXTS_AHEAD];
        __builtin_prefetch(near->flaw->summary.ptr);
        __builtin_prefetch(near->flaw->scores);
        slices_ahead(&texts->components, near->component);
    }
}

void object_finding(JsonOut *out, const Scan *scan, const ScanFinding *f, Str kind,
                    FindingTexts *texts)
{
    const Slice *known[THINGS] = {
        [THING_COMPONENT] = slices_find(&texts->components, f->component),
        [THING_FLAW] = slice_one_find(&texts->flaw, f->flaw),
        [THING_EVIDENCE] = slice_one_find(&texts->evidence, f->evidence),
    };
    const ScanVerdict *verdict = facts_verdict(scan, f);
    size_t from[THINGS][SLICE_PIECES] = { 0 }, to[THINGS][SLICE_PIECES] = { 0 };

    begin_object(out, kind);
    jsonout_str_at(out, STR("id"), f->id);
    for (size_t i = 0; i < ARRAY_LEN(MEMBERS); i++) {
        Thing thing = MEMBERS[i].thing;
        from[thing][MEMBERS[i].piece] = jsonout_next_member(out);
        if (known[thing])
            jsonout_members(out, known[thing]->piece[MEMBERS[i].piece]);
        else
            MEMBERS[i].put(out, scan, f);
        to[thing][MEMBERS[i].piece] = out->buf->len;
    }
    if (verdict) /* last, and only where the record was asked */
        object_verdict(out, verdict);
    jsonout_object_end(out);
    for (Thing thing = 0; thing < THINGS; thing++) {
        Slice slice;
        for (size_t i = 0; i < SLICE_PIECES; i++)
            slice.piece[i] = str_slice(buf_str(out->buf), from[thing][i], to[thing][i]);
        if (!known[thing] && !buf_failed(out->buf))
            keep(texts, thing, f, &slice);
    }
}
