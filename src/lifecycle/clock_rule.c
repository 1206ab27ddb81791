/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/clock_rule.h"

#include "base/msg.h"
#include "base/tsv.h"
#include "lifecycle/tables.h"

#define RULE_WORD        STR("lifecycle.clocks-word")
#define RULE_NUMBER      STR("lifecycle.clocks-number")
#define RULE_WHEN        STR("lifecycle.clocks-when")
#define RULE_AFTER       STR("lifecycle.clocks-after")
#define RULE_CALENDAR    STR("lifecycle.clocks-calendar")
#define RULE_DATE        STR("lifecycle.clocks-date")
#define RULE_TWICE       STR("lifecycle.clocks-twice")
#define RULE_NO_SENTENCE STR("lifecycle.clocks-no-sentence")
#define RULE_TOO_MANY    STR("lifecycle.clocks-too-many")

/* The ids of a row's own sentences begin so, behind the room's name. */
#define SENTENCE_ROW     STR(".clock-")
#define SENTENCE_BRIEF   STR(".brief-")
#define SENTENCE_TO      STR(".to-")

typedef struct {
    Str word;
    RuleId name;
} Word;

#define WORD(word, id) { STR_ROW(word), STR_ROW(id) }

static const Word MARKET[CLOCK_MARKETS] = {
    [CLOCK_US] = WORD("us", "lifecycle.market-us"),
    [CLOCK_EU] = WORD("eu", "lifecycle.market-eu"),
    [CLOCK_JP] = WORD("jp", "lifecycle.market-jp"),
};

static const Word KIND[CLOCK_KINDS] = {
    [CLOCK_DUTY] = WORD("duty", "lifecycle.kind-duty"),
    [CLOCK_OUTER] = WORD("outer", "lifecycle.kind-outer"),
    [CLOCK_CONDITION] = WORD("condition", "lifecycle.kind-condition"),
    [CLOCK_UPDATE] = WORD("update", "lifecycle.kind-update"),
    [CLOCK_RECORD] = WORD("record", "lifecycle.kind-record"),
    [CLOCK_VOLUNTARY] = WORD("voluntary", "lifecycle.kind-voluntary"),
};

static const Word START[CLOCK_STARTS] = {
    [CLOCK_AWARENESS] = WORD("awareness", "lifecycle.start-awareness"),
    [CLOCK_INITIATION] = WORD("initiation", "lifecycle.start-initiation"),
    [CLOCK_MEASURE] = WORD("measure", "lifecycle.start-measure"),
    [CLOCK_NOTIFICATION] = WORD("notification", "lifecycle.start-notification"),
};

static const Word UNIT[CLOCK_UNITS] = {
    [CLOCK_HOURS] = WORD("hours", "lifecycle.unit-hours"),
    [CLOCK_DAYS] = WORD("days", "lifecycle.unit-days"),
    [CLOCK_WORKING_DAYS] = WORD("working-days", "lifecycle.unit-working-days"),
    [CLOCK_MONTHS] = WORD("months", "lifecycle.unit-months"),
    [CLOCK_BEFORE] = WORD("before", "lifecycle.unit-before"),
    [CLOCK_AT_ONCE] = WORD("at-once", "lifecycle.unit-at-once"),
    [CLOCK_NO_LIMIT] = WORD("no-limit", "lifecycle.unit-no-limit"),
};

static const Word CONFIDENCE[CLOCK_CONFIDENCES] = {
    [CLOCK_TEXT_READ] = WORD("text-read", "lifecycle.confidence-text-read"),
    [CLOCK_READ_IN_PART] = WORD("read-in-part", "lifecycle.confidence-read-in-part"),
    [CLOCK_NOTE] = WORD("note", "lifecycle.confidence-note"),
    [CLOCK_MEMORY] = WORD("memory", "lifecycle.confidence-memory"),
};

static const Word FACT[CLOCK_FACTS] = {
    [FACT_DEVICE_US] = WORD("device-us", "lifecycle.fact-device-us"),
    [FACT_DEVICE_EU] = WORD("device-eu", "lifecycle.fact-device-eu"),
    [FACT_DEVICE_JP] = WORD("device-jp", "lifecycle.fact-device-jp"),
    [FACT_CYBER_DEVICE] = WORD("cyber-device", "lifecycle.fact-cyber-device"),
    [FACT_PMA] = WORD("pma", "lifecycle.fact-pma"),
    [FACT_HOSPITAL] = WORD("hospital", "lifecycle.fact-hospital"),
    [FACT_NIS2_ENTITY] = WORD("nis2-entity", "lifecycle.fact-nis2-entity"),
    [FACT_ISAO] = WORD("isao", "lifecycle.fact-isao"),
    [FACT_VULNERABILITY] = WORD("vulnerability", "lifecycle.fact-vulnerability"),
    [FACT_EXPLOITED] = WORD("exploited", "lifecycle.fact-exploited"),
    [FACT_DEATH] = WORD("death", "lifecycle.fact-death"),
    [FACT_SERIOUS_HARM] = WORD("serious-harm", "lifecycle.fact-serious-harm"),
    [FACT_UNANTICIPATED_HARM] = WORD("unanticipated-harm", "lifecycle.fact-unanticipated-harm"),
    [FACT_MALFUNCTION_HARM] = WORD("malfunction-harm", "lifecycle.fact-malfunction-harm"),
    [FACT_SERIOUS_INCIDENT] = WORD("serious-incident", "lifecycle.fact-serious-incident"),
    [FACT_PUBLIC_HEALTH_THREAT] = WORD("public-health-threat",
                                         "lifecycle.fact-public-health-threat"),
    [FACT_TREND] = WORD("trend", "lifecycle.fact-trend"),
    [FACT_SEVERE_INCIDENT] = WORD("severe-incident", "lifecycle.fact-severe-incident"),
    [FACT_SIGNIFICANT_INCIDENT] = WORD("significant-incident",
                                         "lifecycle.fact-significant-incident"),
    [FACT_CARE_SYSTEM_ATTACK] = WORD("care-system-attack", "lifecycle.fact-care-system-attack"),
    [FACT_UNCONTROLLED] = WORD("uncontrolled", "lifecycle.fact-uncontrolled"),
    [FACT_CORRECTION] = WORD("correction", "lifecycle.fact-correction"),
    [FACT_HEALTH_RISK] = WORD("health-risk", "lifecycle.fact-health-risk"),
    [FACT_REMEDIAL_ACTION] = WORD("remedial-action", "lifecycle.fact-remedial-action"),
    [FACT_AUTHORITY_ASKED] = WORD("authority-asked", "lifecycle.fact-authority-asked"),
};
static_assert(CLOCK_FACTS <= 32, "facts are bits of 32");

enum {
    COL_ID, COL_MARKET, COL_KIND, COL_WHEN, COL_START, COL_LENGTH, COL_UNIT, COL_CALENDAR, COL_ZONE,
    COL_AFTER, COL_REPORT, COL_TO, COL_BASIS, COL_SOURCE, COL_FROM, COL_UNTIL, COL_CONFIDENCE, COLS,
};
static const Str COLUMNS[COLS] = {
    STR_ROW("id"), STR_ROW("market"), STR_ROW("kind"), STR_ROW("when"), STR_ROW("start"),
    STR_ROW("length"), STR_ROW("unit"), STR_ROW("calendar"), STR_ROW("zone"), STR_ROW("after"),
    STR_ROW("report"), STR_ROW("to"), STR_ROW("basis"), STR_ROW("source"), STR_ROW("from"),
    STR_ROW("until"), STR_ROW("confidence"),
};

/* ---- words ------------------------------------------------------------------------ */

/* The place of the word, or `count`. */
static size_t find_word(const Word *words, size_t count, Str word)
{
    size_t i = 0;

    while (i < count && !str_eq(words[i].word, word))
        i++;
    return i;
}

bool clock_market_read(Str word, ClockMarket *out)
{
    size_t i = 0;

    while (i < CLOCK_MARKETS && !str_eq_fold(MARKET[i].word, word))
        i++;
    if (i == CLOCK_MARKETS)
        return false;
    *out = (ClockMarket)i;
    return true;
}

bool clock_fact_read(Str word, ClockFact *out)
{
    size_t i = find_word(FACT, CLOCK_FACTS, word);

    if (i == CLOCK_FACTS)
        return false;
    *out = (ClockFact)i;
    return true;
}

bool clock_fact_of_product(ClockFact fact)
{
    return fact < FACT_VULNERABILITY;
}

Str clock_market_word(ClockMarket market)
{
    return MARKET[market].word;
}

Str clock_fact_word(ClockFact fact)
{
    return FACT[fact].word;
}

Str clock_kind_word(ClockKind kind)
{
    return KIND[kind].word;
}

Str clock_start_word(ClockStart start)
{
    return START[start].word;
}

Str clock_unit_word(ClockUnit unit)
{
    return UNIT[unit].word;
}

Str clock_confidence_word(ClockConfidence confidence)
{
    return CONFIDENCE[confidence].word;
}

RuleId clock_market_name(ClockMarket market)
{
    return MARKET[market].name;
}

RuleId clock_fact_name(ClockFact fact)
{
    return FACT[fact].name;
}

RuleId clock_kind_name(ClockKind kind)
{
    return KIND[kind].name;
}

RuleId clock_start_name(ClockStart start)
{
    return START[start].name;
}

RuleId clock_unit_name(ClockUnit unit)
{
    return UNIT[unit].name;
}

RuleId clock_confidence_name(ClockConfidence confidence)
{
    return CONFIDENCE[confidence].name;
}

/* ---- predicates ------------------------------------------------------------------- */

/* "a|!b": any of them. */
static bool take_clause(Str text, ClockFacts *out, Err *err)
{
    Str word;

    *out = (ClockFacts){ 0 };
    while (str_next(&text, '|', &word)) {
        bool negated = str_starts(word, STR("!"));
        ClockFact fact;
        if (!clock_fact_read(str_slice(word, negated, word.len), &fact))
            return err_set(err, ERR_INTERNAL, RULE_WHEN, word);
        *(negated ? &out->no : &out->yes) |= 1u << fact;
    }
    return true;
}

static bool take_when(Str text, ClockRule *rule, Err *err)
{
    Str clause;

    while (str_next(&text, ' ', &clause)) {
        if (rule->clause_count == CLOCK_CLAUSES_MAX)
            return err_set(err, ERR_INTERNAL, RULE_TOO_MANY);
        if (!take_clause(clause, &rule->clause[rule->clause_count++], err))
            return false;
    }
    return true;
}

/* Facts are all of `bits`: the first of them. */
static ClockFact first_of(uint32_t bits)
{
    return (ClockFact)__builtin_ctz(bits);
}

static ClockVerdict clause_holds(ClockFacts clause, ClockFacts facts, ClockFact *fact)
{
    uint32_t asked = clause.yes | clause.no, open = asked & ~(facts.yes | facts.no);

    *fact = first_of(open ? open : asked);
    if ((clause.yes & facts.yes) | (clause.no & facts.no))
        return CLOCK_HOLDS;
    return open ? CLOCK_OPEN : CLOCK_FAILS;
}

ClockVerdict clock_rule_holds(const ClockRule *rule, ClockFacts facts, ClockFact *fact)
{
    ClockVerdict found = CLOCK_HOLDS;
    ClockFact of_clause;

    *fact = CLOCK_FACTS;
    for (size_t i = 0; i < rule->clause_count; i++) {
        ClockVerdict verdict = clause_holds(rule->clause[i], facts, &of_clause);
        if (verdict == CLOCK_HOLDS || (verdict == CLOCK_OPEN && found == CLOCK_OPEN))
            continue;
        found = verdict;
        *fact = of_clause;
        if (found == CLOCK_FAILS)
            break;
    }
    return found;
}

/* ---- cells ------------------------------------------------------------------------ */

typedef struct {
    const Calendars *calendars;
    ClockRule *rules;
    size_t count; /* of rows before this one */
    Str *zones;
    size_t zone_count;
} Table;

static bool is_none(Str cell)
{
    return str_eq(cell, STR("-"));
}

/* Five columns of words, each with its own. */
static bool take_words(const Str *cells, ClockRule *rule, Err *err)
{
    static const struct { size_t column; const Word *words; size_t count; } WORDS[] = {
        { COL_MARKET, MARKET, CLOCK_MARKETS }, { COL_KIND, KIND, CLOCK_KINDS },
        { COL_START, START, CLOCK_STARTS },    { COL_UNIT, UNIT, CLOCK_UNITS },
        { COL_CONFIDENCE, CONFIDENCE, CLOCK_CONFIDENCES },
    };
    size_t found[ARRAY_LEN(WORDS)];

    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++) {
        Str cell = cells[WORDS[i].column];
        found[i] = find_word(WORDS[i].words, WORDS[i].count, cell);
        if (found[i] == WORDS[i].count)
            return err_set(err, ERR_INTERNAL, RULE_WORD, cell, COLUMNS[WORDS[i].column]);
    }
    rule->market = (ClockMarket)found[0];
    rule->kind = (ClockKind)found[1];
    rule->start = (ClockStart)found[2];
    rule->unit = (ClockUnit)found[3];
    rule->confidence = (ClockConfidence)found[4];
    return true;
}

/* A unit that counts has a number, and no other has. */
static bool take_length(Str cell, ClockRule *rule, Err *err)
{
    bool counts = (unsigned)rule->unit < PERIOD_UNITS;
    uint64_t length = 0;

    if (counts ? !str_to_u64(cell, &length) || length < 1 || length > PERIOD_LENGTH_MAX
               : !is_none(cell))
        return err_set(err, ERR_INTERNAL, RULE_NUMBER, cell);
    rule->length = (int)length;
    return true;
}

/* Its zone is that of the row. Working days need a calendar. */
static bool take_calendar(const Str *cells, const Table *table, ClockRule *rule, Err *err)
{
    Str cell = cells[COL_CALENDAR];
    const CalendarYear *year = calendars_find(table->calendars, cell);

    if (is_none(cell) && rule->unit != CLOCK_WORKING_DAYS)
        return true;
    if (!year || !str_eq(year->zone, cells[COL_ZONE]))
        return err_set(err, ERR_INTERNAL, RULE_CALENDAR, cell);
    rule->calendar = cell;
    return true;
}

static void take_zone(Str cell, Table *table, ClockRule *rule)
{
    size_t i = 0;

    while (i < table->zone_count && !str_eq(table->zones[i], cell))
        i++;
    if (i == table->zone_count)
        table->zones[table->zone_count++] = cell;
    rule->zone_i = i;
}

static size_t find_rule(const ClockRule *rules, size_t count, Str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(rules[i].id, id))
            return i;
    return SIZE_MAX;
}

/* A row before it, which counts a time and is not started by a paper itself. */
static bool take_after(Str cell, const Table *table, ClockRule *rule, Err *err)
{
    size_t i = find_rule(table->rules, table->count, cell);
    bool needed = rule->start == CLOCK_NOTIFICATION;
    bool fits = needed ? i != SIZE_MAX && table->rules[i].length
                             && table->rules[i].start != CLOCK_NOTIFICATION
                       : is_none(cell);

    rule->after_i = i;
    if (!fits)
        return err_set(err, ERR_INTERNAL, RULE_AFTER, cell);
    return true;
}

static bool take_date(Str cell, int64_t none, int64_t *out, Err *err)
{
    Ymd ymd;

    *out = none;
    if (is_none(cell))
        return true;
    if (!date_parse_day(cell, &ymd))
        return err_set(err, ERR_INTERNAL, RULE_DATE, cell);
    *out = date_to_days(ymd);
    return true;
}

static bool take_dates(const Str *cells, ClockRule *rule, Err *err)
{
    if (!take_date(cells[COL_FROM], INT64_MIN, &rule->from, err)
        || !take_date(cells[COL_UNTIL], INT64_MAX, &rule->until, err))
        return false;
    if (rule->from > rule->until)
        return err_set(err, ERR_INTERNAL, RULE_DATE, cells[COL_UNTIL]);
    return true;
}

/* The id of a sentence that is there, such as "lifecycle.to-fda". */
static bool take_sentence(Str prefix, Str word, RuleId *out, Err *err)
{
    char id[2 * CLOCK_WORD_BYTES_MAX]; /* a longer one is cut, and then names no sentence */
    Str part[] = { STR("lifecycle"), prefix, word };
    size_t len = 0;

    for (size_t i = 0; i < ARRAY_LEN(part); i++)
        for (size_t at = 0; at < part[i].len && len < sizeof id; at++)
            id[len++] = part[i].ptr[at];
    *out = msg_id((Str){ id, len });
    if (!out->len)
        return err_set(err, ERR_INTERNAL, RULE_NO_SENTENCE, word);
    return true;
}

static bool take_rule(const Str *cells, Table *table, Err *err)
{
    ClockRule *rule = &table->rules[table->count];

    *rule = (ClockRule){
        .id = cells[COL_ID], .report = cells[COL_REPORT], .to = cells[COL_TO],
        .basis = cells[COL_BASIS], .source = cells[COL_SOURCE],
    };
    if (find_rule(table->rules, table->count, rule->id) != SIZE_MAX)
        return err_set(err, ERR_INTERNAL, RULE_TWICE, rule->id);
    if (!take_sentence(SENTENCE_ROW, rule->id, &rule->title, err)
        || !take_sentence(SENTENCE_BRIEF, rule->id, &rule->brief, err)
        || !take_sentence(SENTENCE_TO, rule->to, &rule->to_name, err)
        || !take_words(cells, rule, err)
        || !take_when(cells[COL_WHEN], rule, err)
        || !take_length(cells[COL_LENGTH], rule, err)
        || !take_calendar(cells, table, rule, err)
        || !take_after(cells[COL_AFTER], table, rule, err)
        || !take_dates(cells, rule, err))
        return false;
    take_zone(cells[COL_ZONE], table, rule);
    table->count++;
    return true;
}

/* ---- the table -------------------------------------------------------------------- */

static bool take_table(Str text, Table *table, Err *err)
{
    Str cells[COLS];
    Tsv tsv;
    bool more;

    if (!tsv_open(text, COLUMNS, COLS, &tsv, err))
        return false;
    while (tsv_next(&tsv, cells, &more, err)) {
        if (!more)
            return true;
        if (!take_rule(cells, table, err))
            return tsv_in(&tsv, err);
    }
    return false;
}

/* At most a row for each line, and for each row a zone. */
static size_t lines_of(Str text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

bool clock_rules_read(Str text, const Calendars *calendars, Arena *arena, ClockRules *out,
                      Err *err)
{
    Table table = {
        .calendars = calendars,
        .rules = ARENA_ARRAY(arena, ClockRule, lines_of(text)),
        .zones = ARENA_ARRAY(arena, Str, lines_of(text)),
    };

    if (!table.rules || !table.zones)
        return err_no_memory(err);
    if (!take_table(text, &table, err)) {
        err->code = ERR_INTERNAL;
        return err_in(err, "clocks.tsv");
    }
    *out = (ClockRules){ table.rules, table.count, table.zones, table.zone_count };
    return true;
}

bool clock_rules_own(const Calendars *calendars, Arena *arena, ClockRules *out, Err *err)
{
    return clock_rules_read(CLOCKS_TABLE, calendars, arena, out, err);
}

size_t clock_rules_find(const ClockRules *rules, Str id)
{
    return find_rule(rules->rule, rules->count, id);
}
