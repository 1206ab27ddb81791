/* SPDX-License-Identifier: Apache-2.0 */
/* What a clock rests on, fact by fact, in sentences and in words. */
#include "api/clocks_of.h"
#include "base/date.h"
#include "base/msg.h"

#include <stdio.h>

enum { TEXT_BYTES = 1024 };

typedef struct {
    const ClockMatter *matter;
    ClockFact fact;
    Lang lang;
} Said;

static const struct {
    Str word;
    RuleId sentence; /* %1: the day; %2: the assessment; %3: the field of the product */
} GROUND[GROUNDS] = {
    [GROUND_NONE] = { STR_ROW("unknown"), STR_ROW("api.ground-none") },
    [GROUND_PRODUCT] = { STR_ROW("product"), STR_ROW("api.ground-product") },
    [GROUND_CLASS] = { STR_ROW("class"), STR_ROW("api.ground-class") },
    [GROUND_STATED] = { STR_ROW("stated"), STR_ROW("api.ground-stated") },
    [GROUND_LISTED] = { STR_ROW("listed"), STR_ROW("api.ground-listed") },
    [GROUND_STEP] = { STR_ROW("step"), STR_ROW("api.ground-step") },
    [GROUND_ASSESSED] = { STR_ROW("assessed"), STR_ROW("api.ground-assessed") },
    [GROUND_REVIEW] = { STR_ROW("review"), STR_ROW("api.ground-review") },
    [GROUND_CHANGED] = { STR_ROW("changed"), STR_ROW("api.ground-changed") },
    [GROUND_ASSUMED] = { STR_ROW("assumed"), STR_ROW("api.ground-assumed") },
    [GROUND_MATTER] = { STR_ROW("matter"), STR_ROW("api.ground-matter") },
};

/* 0 yes, 1 no, 2 not known. */
static unsigned answer_of(const Said *said)
{
    return said->matter->facts.yes >> said->fact & 1 ? 0
         : said->matter->facts.no >> said->fact & 1  ? 1 : 2;
}

/* What a product is and does not say can be stated there, and nowhere else. */
static RuleId reason_of(const Said *said)
{
    GroundKind kind = said->matter->ground[said->fact].kind;

    if (kind != GROUND_NONE || !clock_fact_of_product(said->fact))
        return GROUND[kind].sentence;
    return said->fact == FACT_DEVICE_EU ? STR("api.ground-no-regulation")
                                        : STR("api.ground-no-field");
}

static bool sentence_of(const Said *said, Arena *arena, Str *out, Err *err)
{
    static const Str SAYS[] = { STR_ROW("api.ground-yes"), STR_ROW("api.ground-no"),
                                STR_ROW("api.ground-open") };
    const Assessed *assessed = said->matter->assessed;
    char day[DATE_TEXT_BYTES], reason[TEXT_BYTES], text[TEXT_BYTES];
    Str of_reason[] = { date_write_day(date_days_of_s(said->matter->ground[said->fact].at_s), day),
                        assessed ? assessed->content.id : STR(""), clock_fact_word(said->fact) };
    Str args[] = { msg_text(said->lang, clock_fact_name(said->fact)), STR("") };

    args[1] = str_of(msg_format(said->lang, reason_of(said), of_reason, ARRAY_LEN(of_reason),
                                reason, sizeof reason));
    (void)msg_format(said->lang, SAYS[answer_of(said)], args, ARRAY_LEN(args), text,
                     sizeof text);
    return arena_copy(arena, str_of(text), out) || err_no_memory(err);
}

static bool words_of(const Said *said, Arena *arena, Str *out, Err *err)
{
    static const char *const WORDS[] = { "yes", "no", "unknown" };
    char text[TEXT_BYTES];

    snprintf(text, sizeof text, "%.*s=%s:%.*s", STR_ARG(clock_fact_word(said->fact)),
             WORDS[answer_of(said)],
             STR_ARG(GROUND[said->matter->ground[said->fact].kind].word));
    return arena_copy(arena, str_of(text), out) || err_no_memory(err);
}

static uint32_t asked_by(const ClockRule *rule)
{
    uint32_t facts = 0;

    for (size_t i = 0; i < rule->clause_count; i++)
        facts |= rule->clause[i].yes | rule->clause[i].no;
    return facts;
}

bool clock_ground(const ClockMatter *matter, ClockFact fact, Lang lang, Arena *arena, Str *out,
                  Err *err)
{
    return sentence_of(&(Said){ matter, fact, lang }, arena, out, err);
}

bool clock_grounds(const ClockMatter *matter, const ClockRule *rule, Lang lang, Arena *arena,
                   ListingCell *sentences, ListingCell *words, Err *err)
{
    Str *told = ARENA_ARRAY(arena, Str, CLOCK_FACTS), *kept = ARENA_ARRAY(arena, Str, CLOCK_FACTS);
    Said said = { .matter = matter, .lang = lang };
    uint32_t asked = asked_by(rule);
    size_t count = 0;

    if (!told || !kept)
        return err_no_memory(err);
    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++) {
        if (!(asked >> fact & 1))
            continue;
        said.fact = (ClockFact)fact;
        if (!sentence_of(&said, arena, &told[count], err)
            || !words_of(&said, arena, &kept[count], err))
            return false;
        count++;
    }
    *sentences = (ListingCell){ .items = told, .item_count = count };
    *words = (ListingCell){ .items = kept, .item_count = count };
    return true;
}
