/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/event.h"

#define RULE_WORD       STR("lifecycle.event-word")
#define RULE_VOCABULARY STR("lifecycle.vocabulary")

#define N60     "IMDRF N60:2020 "
#define OPENEOX "OASIS OpenEoX Core 1.0 CSD01"
#define CDX     "CycloneDX property taxonomy, cdx:lifecycle:milestone"
#define EOLDATE "endoflife.date API v1, releases"
#define CLE     "ECMA-428 (CLE), event types"
#define SPDX    "SPDX 2.3 "

#define MILESTONE STR("cdx:lifecycle:milestone:")

static const EventWord WORDS[] = {
    { VOCABULARY_IMDRF, STR_ROW("commercial release"), LIFE_RELEASED, { 0 }, N60 "figure 2" },
    { VOCABULARY_IMDRF, STR_ROW("EOL"), LIFE_SUPPORT_LIMITED,
      STR_ROW("lifecycle.trap-imdrf-eol"), N60 "3.11, 6.6" },
    { VOCABULARY_IMDRF, STR_ROW("EOS"), LIFE_SUPPORT_END,
      STR_ROW("lifecycle.trap-imdrf-eos"), N60 "3.12, 6.6" },
    { VOCABULARY_IMDRF, STR_ROW("withdrawal"), LIFE_WITHDRAWN, { 0 }, N60 "figure 2" },
    { VOCABULARY_OPENEOX, STR_ROW("general_availability"), LIFE_RELEASED, { 0 }, OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("GA"), LIFE_RELEASED, { 0 }, OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("end_of_sales"), LIFE_SALES_END, { 0 }, OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("EoS"), LIFE_SALES_END,
      STR_ROW("lifecycle.trap-openeox-eos"), OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("end_of_security_support"), LIFE_SECURITY_END,
      STR_ROW("lifecycle.trap-openeox-last-day"), OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("EoSSec"), LIFE_SECURITY_END,
      STR_ROW("lifecycle.trap-openeox-last-day"), OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("end_of_life"), LIFE_SUPPORT_END,
      STR_ROW("lifecycle.trap-openeox-eol"), OPENEOX },
    { VOCABULARY_OPENEOX, STR_ROW("EoL"), LIFE_SUPPORT_END,
      STR_ROW("lifecycle.trap-openeox-eol"), OPENEOX },
    { VOCABULARY_CYCLONEDX, STR_ROW("generalAvailability"), LIFE_RELEASED, { 0 }, CDX },
    { VOCABULARY_CYCLONEDX, STR_ROW("endOfLife"), LIFE_SALES_END,
      STR_ROW("lifecycle.trap-cyclonedx-eol"), CDX },
    { VOCABULARY_CYCLONEDX, STR_ROW("endOfDevelopment"), LIFE_FEATURES_END, { 0 }, CDX },
    { VOCABULARY_CYCLONEDX, STR_ROW("endOfGuaranteedSupport"), LIFE_SUPPORT_LIMITED, { 0 }, CDX },
    { VOCABULARY_CYCLONEDX, STR_ROW("endOfSupport"), LIFE_SUPPORT_END,
      STR_ROW("lifecycle.trap-cyclonedx-eos"), CDX },
    { VOCABULARY_ENDOFLIFE, STR_ROW("releaseDate"), LIFE_RELEASED, { 0 }, EOLDATE },
    { VOCABULARY_ENDOFLIFE, STR_ROW("discontinuedFrom"), LIFE_SALES_END, { 0 }, EOLDATE },
    { VOCABULARY_ENDOFLIFE, STR_ROW("eoasFrom"), LIFE_FEATURES_END,
      STR_ROW("lifecycle.trap-endoflife-eoas"), EOLDATE },
    { VOCABULARY_ENDOFLIFE, STR_ROW("eolFrom"), LIFE_SECURITY_END,
      STR_ROW("lifecycle.trap-endoflife-eol"), EOLDATE },
    { VOCABULARY_ENDOFLIFE, STR_ROW("isEol"), LIFE_SECURITY_END,
      STR_ROW("lifecycle.trap-endoflife-is"), EOLDATE },
    { VOCABULARY_ENDOFLIFE, STR_ROW("eoesFrom"), LIFE_EXTENDED_END,
      STR_ROW("lifecycle.trap-endoflife-eoes"), EOLDATE },
    { VOCABULARY_CLE, STR_ROW("released"), LIFE_RELEASED, { 0 }, CLE },
    { VOCABULARY_CLE, STR_ROW("endOfDistribution"), LIFE_SALES_END, { 0 }, CLE },
    { VOCABULARY_CLE, STR_ROW("endOfMarketing"), LIFE_SALES_END,
      STR_ROW("lifecycle.trap-cle-marketing"), CLE },
    { VOCABULARY_CLE, STR_ROW("endOfDevelopment"), LIFE_FEATURES_END, { 0 }, CLE },
    { VOCABULARY_CLE, STR_ROW("endOfSupport"), LIFE_SECURITY_END,
      STR_ROW("lifecycle.trap-cle-eos"), CLE },
    { VOCABULARY_CLE, STR_ROW("endOfLife"), LIFE_SUPPORT_END,
      STR_ROW("lifecycle.trap-cle-eol"), CLE },
    { VOCABULARY_SPDX, STR_ROW("releaseDate"), LIFE_RELEASED, { 0 }, SPDX "7.25" },
    { VOCABULARY_SPDX, STR_ROW("validUntilDate"), LIFE_SUPPORT_END,
      STR_ROW("lifecycle.trap-spdx-valid"), SPDX "7.27" },
};

static const struct {
    Str name;
    RuleId sentence;
    bool ends_support;
} EVENTS[] = {
    [LIFE_RELEASED] = { STR_ROW("released"), STR_ROW("lifecycle.event-released"), false },
    [LIFE_SALES_END] = { STR_ROW("sales-end"), STR_ROW("lifecycle.event-sales-end"), false },
    [LIFE_FEATURES_END] = { STR_ROW("features-end"),
                            STR_ROW("lifecycle.event-features-end"), false },
    [LIFE_SUPPORT_LIMITED] = { STR_ROW("support-limited"),
                               STR_ROW("lifecycle.event-support-limited"), false },
    [LIFE_SECURITY_END] = { STR_ROW("security-end"),
                            STR_ROW("lifecycle.event-security-end"), true },
    [LIFE_EXTENDED_END] = { STR_ROW("extended-end"),
                            STR_ROW("lifecycle.event-extended-end"), false },
    [LIFE_SUPPORT_END] = { STR_ROW("support-end"), STR_ROW("lifecycle.event-support-end"), true },
    [LIFE_WITHDRAWN] = { STR_ROW("withdrawn"), STR_ROW("lifecycle.event-withdrawn"), false },
};
static_assert(ARRAY_LEN(EVENTS) == LIFE_EVENTS, "a row per event");

static const Str VOCABULARY[] = {
    [VOCABULARY_IMDRF] = STR_ROW("imdrf"),
    [VOCABULARY_OPENEOX] = STR_ROW("openeox"),
    [VOCABULARY_CYCLONEDX] = STR_ROW("cyclonedx"),
    [VOCABULARY_ENDOFLIFE] = STR_ROW("endoflife.date"),
    [VOCABULARY_CLE] = STR_ROW("cle"),
    [VOCABULARY_SPDX] = STR_ROW("spdx"),
};
static_assert(ARRAY_LEN(VOCABULARY) == VOCABULARIES, "a name per vocabulary");

const EventWord *event_words(size_t *count)
{
    *count = ARRAY_LEN(WORDS);
    return WORDS;
}

bool event_read(Vocabulary vocabulary, Str word, LifeEvent *out, Err *err)
{
    Str bare = word;

    if (vocabulary == VOCABULARY_CYCLONEDX && str_starts(word, MILESTONE))
        bare = str_slice(word, MILESTONE.len, word.len);
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (WORDS[i].vocabulary == vocabulary && str_eq_fold(WORDS[i].word, bare)) {
            *out = WORDS[i].event;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_WORD, word, VOCABULARY[vocabulary]);
}

Str event_write(Vocabulary vocabulary, LifeEvent event)
{
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (WORDS[i].vocabulary == vocabulary && WORDS[i].event == event)
            return WORDS[i].word;
    return (Str){ 0 };
}

bool event_ends_support(LifeEvent event)
{
    return EVENTS[event].ends_support;
}

Str event_name(LifeEvent event)
{
    return EVENTS[event].name;
}

RuleId event_sentence(LifeEvent event)
{
    return EVENTS[event].sentence;
}

Str vocabulary_name(Vocabulary vocabulary)
{
    return VOCABULARY[vocabulary];
}

bool vocabulary_read(Str name, Vocabulary *out, Err *err)
{
    for (size_t i = 0; i < VOCABULARIES; i++)
        if (str_eq_fold(name, VOCABULARY[i])) {
            *out = (Vocabulary)i;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_VOCABULARY, name);
}
