/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_text.h"

#include "base/date.h"
#include "base/msg.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"
#include "lifecycle/tell.h"

static Str id_of(const DecisionBook *book, uint32_t decision)
{
    return book->record->decisions[decision].id;
}

/* ---- one decision ---- */

typedef struct {
    const DecisionBook *book;
    const Party *party;
    const Subject *subject;
    Lang lang;
    Buf *buf;
} Speech;

static void say_outside(const Speech *s)
{
    static const Str MISSED[] = {
        [MISS_NONE] = STR_ROW("lifecycle.miss-none"),
        [MISS_PRODUCT] = STR_ROW("lifecycle.miss-product"),
        [MISS_FLAW] = STR_ROW("lifecycle.miss-flaw"),
        [MISS_TIME] = STR_ROW("lifecycle.miss-time"),
        [MISS_COMPONENT] = STR_ROW("lifecycle.miss-component"),
        [MISS_VERSION] = STR_ROW("lifecycle.miss-version"),
        [MISS_CONFIGURATION] = STR_ROW("lifecycle.miss-configuration"),
        [MISS_RELEASE] = STR_ROW("lifecycle.miss-release"),
    };
    Str why = msg_text(s->lang, MISSED[s->party->standing.miss]);

    _Static_assert(ARRAY_LEN(MISSED) == MISSES, "a sentence for each miss");
    TELL(s->buf, s->lang, standing_sentence(STANDING_OUT_OF_SCOPE), why);
}

static void say_superseded(const Speech *s)
{
    uint32_t by = s->party->standing.by;

    TELL(s->buf, s->lang, standing_sentence(STANDING_SUPERSEDED), id_of(s->book, by));
}

static void say_expired(const Speech *s)
{
    const Standing *standing = &s->party->standing;
    char room[DATE_TEXT_BYTES];
    Str when = date_write_s(standing->when_s, room);

    if (standing->by_hand)
        TELL(s->buf, s->lang, STR("lifecycle.standing-ended"), when,
             s->book->record->decisions[s->party->decision].end.reason);
    else
        TELL(s->buf, s->lang, standing_sentence(STANDING_EXPIRED), when);
}

/* Every fact that changed. */
static void say_reopened(const Speech *s)
{
    const Decision *d = &s->book->record->decisions[s->party->decision];
    const Standing *standing = &s->party->standing;
    TriggerFacts facts;

    TELL(s->buf, s->lang, standing_sentence(STANDING_REOPENED));
    for (size_t i = 0; i < TRIGGER_COUNT; i++) {
        if (!(standing->fired & trigger_at(i)))
            continue;
        trigger_facts(i, d, standing->then, s->subject, &facts);
        TELL(s->buf, s->lang, trigger_sentence(i), facts.then, facts.now);
    }
}

static void say_awaiting(const Speech *s)
{
    uint32_t product = s->book->product[s->party->decision];
    Independence min = s->book->review_min[product];

    TELL(s->buf, s->lang, standing_sentence(STANDING_AWAITING_REVIEW),
         msg_text(s->lang, independence_name(min)),
         msg_text(s->lang, independence_name(s->party->standing.reviewed)));
}

static void say_plain(const Speech *s)
{
    TELL(s->buf, s->lang, standing_sentence(s->party->standing.state));
}

void standing_say(const DecisionBook *book, const Party *party, const Subject *subject, Lang lang,
                  Buf *buf)
{
    static void (*const SAYS[])(const Speech *) = {
        [STANDING_OUT_OF_SCOPE] = say_outside, [STANDING_SUPERSEDED] = say_superseded,
        [STANDING_EXPIRED] = say_expired,      [STANDING_REOPENED] = say_reopened,
        [STANDING_PROPOSED] = say_plain,       [STANDING_AWAITING_REVIEW] = say_awaiting,
        [STANDING_IN_FORCE] = say_plain,
    };
    Speech speech = { book, party, subject, lang, buf };

    _Static_assert(ARRAY_LEN(SAYS) == STANDINGS, "a speaker for each state");
    SAYS[party->standing.state](&speech);
}

/* ---- one verdict ---- */

static void say_parties(const DecisionBook *book, const Side *side, Lang lang, Buf *buf)
{
    for (size_t i = 0; i < side->in_force_count; i++) {
        const Decision *d = &book->record->decisions[side->in_force[i].decision];
        TELL(buf, lang, STR("lifecycle.party"), msg_text(lang, status_name(d->status)), d->id);
    }
}

void side_say(const DecisionBook *book, const Side *side, Lang lang, Buf *buf)
{
    TELL(buf, lang, verdict_sentence(side->verdict), msg_text(lang, status_name(side->status)));
    if (side->statuses_differ)
        TELL(buf, lang, STR("lifecycle.contradiction-statuses"));
    if (side->flaws_differ)
        TELL(buf, lang, STR("lifecycle.contradiction-flaws"));
    if (side->verdict == VERDICT_CONTRADICTION)
        say_parties(book, side, lang, buf);
}
