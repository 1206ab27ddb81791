/* SPDX-License-Identifier: Apache-2.0 */
#include "base/msg.h"
#include "lifecycle/support.h"
#include "lifecycle/tell.h"

enum { VALUE_BYTES = 512 };

/* One fact that one answer states, in one language. */
typedef struct {
    const SupportAnswer *answer;
    SupportFact fact;
    Lang lang;
} Told;

static Str scope_text(Told t)
{
    static const RuleId IDS[] = {
        [ANSWER_OF_ORGANISATION] = STR_ROW("lifecycle.scope-organisation"),
        [ANSWER_OF_PRODUCT] = STR_ROW("lifecycle.scope-product"),
        [ANSWER_OF_RELEASE] = STR_ROW("lifecycle.scope-release"),
    };

    return msg_text(t.lang, IDS[t.answer->scope]);
}

/* "no longer maintained", "2027-03 (end of security support in the words of endoflife.date)". */
static Str value_text(Told t, char buffer[VALUE_BYTES])
{
    char date[DATE_TEXT_BYTES];

    if (t.fact == FACT_CLASS)
        return msg_text(t.lang, item_class_sentence(t.answer->item_class));
    if (t.fact == FACT_LEVEL)
        return msg_text(t.lang, support_level_sentence(t.answer->level));
    if (t.answer->end.kind == DATE_UNKNOWN)
        return msg_text(t.lang, support_level_sentence(LEVEL_UNKNOWN));
    return str_of(msg_format(t.lang, STR("lifecycle.value-end"),
                             (const Str[]){ date_told(t.answer->end, t.lang, date),
                                            msg_text(t.lang, event_sentence(t.answer->event)),
                                            vocabulary_name(t.answer->vocabulary),
                                            t.answer->source },
                             4, buffer, VALUE_BYTES));
}

/* "decided here by reviewer on 2026-01-02 for the product". */
static Str origin_text(Told t, char buffer[VALUE_BYTES])
{
    char day[DATE_TEXT_BYTES];

    return str_of(msg_format(t.lang, STR("lifecycle.origin"),
                             (const Str[]){ msg_text(t.lang,
                                                     provenance_sentence(t.answer->provenance)),
                                            t.answer->who,
                                            date_write_day(date_days_of_s(t.answer->said_s), day),
                                            scope_text(t) },
                             4, buffer, VALUE_BYTES));
}

static void tell_fact(const HeldFact *held, const Ledger *ledger, Told t, Buf *out)
{
    static const RuleId IDS[] = {
        [HELD_OPEN] = STR_ROW("lifecycle.tell-unjustified"),
        [HELD_UNKNOWN] = STR_ROW("lifecycle.tell-unknown"),
        [HELD_CONTRADICTED] = STR_ROW("lifecycle.tell-contradicted"),
        [HELD_KNOWN] = STR_ROW("lifecycle.tell-known"),
    };
    bool inherited = held->state == HELD_KNOWN && held->inherited;
    char value[VALUE_BYTES], origin[VALUE_BYTES];

    t.answer = &ledger->answers[held->answers[0]];
    TELL(out, t.lang, inherited ? STR("lifecycle.tell-inherited") : IDS[held->state],
         msg_text(t.lang, fact_sentence(t.fact)), value_text(t, value), origin_text(t, origin),
         t.answer->justification);
    buf_char(out, '\n');
}

/* What does not hold; of a contradiction, all. */
static void tell_others(const HeldFact *held, const Ledger *ledger, Told t, Buf *out)
{
    char value[VALUE_BYTES], origin[VALUE_BYTES];

    for (uint32_t i = held->state != HELD_CONTRADICTED; i < held->count; i++) {
        t.answer = &ledger->answers[held->answers[i]];
        buf_add(out, STR("  "));
        TELL(out, t.lang, i < held->tied ? STR("lifecycle.tell-beside")
                                         : STR("lifecycle.tell-not-used"),
             value_text(t, value), origin_text(t, origin));
        buf_char(out, '\n');
    }
}

void support_tell(const ComponentSupport *support, const Ledger *ledger, Lang lang, Buf *out)
{
    for (SupportFact fact = 0; fact < SUPPORT_FACTS; fact++) {
        const HeldFact *held = &support->fact[fact];
        Told t = { .fact = fact, .lang = lang };

        if (held->count) {
            tell_fact(held, ledger, t, out);
            tell_others(held, ledger, t, out);
            continue;
        }
        TELL(out, lang, STR("lifecycle.tell-open"), msg_text(lang, fact_sentence(fact)));
        buf_char(out, '\n');
    }
    for (uint32_t i = 0; i < support->unsure_count; i++) {
        Told t = { &ledger->answers[support->unsure[i]], FACT_CLASS, lang };
        char origin[VALUE_BYTES];

        TELL(out, lang, STR("lifecycle.tell-unsure"), origin_text(t, origin));
        buf_char(out, '\n');
    }
}
