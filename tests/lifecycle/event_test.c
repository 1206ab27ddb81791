/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "base/msg.h"
#include "lifecycle/event.h"

static const struct {
    Vocabulary vocabulary;
    const char *word;
    LifeEvent event;
    const char *why;
} READ[] = {
    { VOCABULARY_IMDRF, "EOS", LIFE_SUPPORT_END, "IMDRF: end of support" },
    { VOCABULARY_OPENEOX, "EoS", LIFE_SALES_END, "OpenEoX: end of sales" },
    { VOCABULARY_IMDRF, "EOL", LIFE_SUPPORT_LIMITED, "IMDRF: limited support begins" },
    { VOCABULARY_OPENEOX, "EoL", LIFE_SUPPORT_END, "OpenEoX: the last day of any support" },
    { VOCABULARY_CYCLONEDX, "endOfLife", LIFE_SALES_END, "CycloneDX: end of selling" },
    { VOCABULARY_CLE, "endOfLife", LIFE_SUPPORT_END, "CLE: end of all work" },
    { VOCABULARY_CYCLONEDX, "cdx:lifecycle:milestone:endOfSupport", LIFE_SUPPORT_END,
      "with its namespace" },
    { VOCABULARY_ENDOFLIFE, "eolfrom", LIFE_SECURITY_END, "in any case" },
    { VOCABULARY_SPDX, "validUntilDate", LIFE_SUPPORT_END, "SPDX" },
};

TEST(a_word_means_what_its_vocabulary_says)
{
    for (size_t i = 0; i < ARRAY_LEN(READ); i++) {
        LifeEvent event = LIFE_EVENTS;
        Err err = { 0 };

        CHECK_OK(event_read(READ[i].vocabulary, str_of(READ[i].word), &event, &err), &err);
        CHECK_INT(event, READ[i].event, READ[i].why);
    }
}

static const struct {
    Vocabulary vocabulary;
    const char *word, *why;
} REFUSED[] = {
    { VOCABULARY_IMDRF, "EoSSec", "a word of another vocabulary" },
    { VOCABULARY_CLE, "cdx:lifecycle:milestone:endOfLife", "a namespace of another vocabulary" },
    { VOCABULARY_CLE, "withdrawn", "a word that no row explains" },
    { VOCABULARY_IMDRF, "", "no word" },
};

TEST(a_word_outside_its_vocabulary_is_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        LifeEvent event = LIFE_EVENTS;
        Err err = { 0 };

        CHECK(!event_read(REFUSED[i].vocabulary, str_of(REFUSED[i].word), &event, &err),
              REFUSED[i].why);
        CHECK_INT(err.code, ERR_UNKNOWN_NAME, REFUSED[i].why);
        CHECK_INT(event, LIFE_EVENTS, "the output is left alone");
    }
}

TEST(what_is_written_is_read_as_the_same_event)
{
    for (size_t v = 0; v < VOCABULARIES; v++)
        for (size_t e = 0; e < LIFE_EVENTS; e++) {
            Str word = event_write((Vocabulary)v, (LifeEvent)e);
            LifeEvent again = LIFE_EVENTS;
            Err err = { 0 };

            if (word.len == 0)
                continue;
            CHECK_OK(event_read((Vocabulary)v, word, &again, &err), &err);
            CHECK_INT(again, e, "there and back");
        }
    CHECK_STR(event_write(VOCABULARY_SPDX, LIFE_SALES_END), STR(""), "SPDX has no such word");
}

TEST(only_ends_that_everyone_feels_end_support)
{
    CHECK(event_ends_support(LIFE_SECURITY_END), "no repairs");
    CHECK(event_ends_support(LIFE_SUPPORT_END), "nothing at all");
    CHECK(!event_ends_support(LIFE_SALES_END), "selling");
    CHECK(!event_ends_support(LIFE_EXTENDED_END), "for those who paid");
}

TEST(vocabularies_are_read_by_name)
{
    Vocabulary vocabulary = VOCABULARIES;
    Err err = { 0 };

    for (size_t v = 0; v < VOCABULARIES; v++) {
        CHECK_OK(vocabulary_read(vocabulary_name((Vocabulary)v), &vocabulary, &err), &err);
        CHECK_INT(vocabulary, v, "there and back");
    }
    CHECK(!vocabulary_read(STR("itil"), &vocabulary, &err), "another one");
    CHECK_INT(err.code, ERR_UNKNOWN_NAME, "is unknown");
}

TEST(the_table_of_words_is_what_people_review)
{
    Buf out = buf_new(1 << 20);
    const EventWord *rows;
    size_t count;

    rows = event_words(&count);
    SNAPSHOT_ROW(&out, STR("vocabulary"), STR("word"), STR("event"), STR("meaning"), STR("trap"),
                 STR("source"));
    for (size_t i = 0; i < count; i++)
        SNAPSHOT_ROW(&out, vocabulary_name(rows[i].vocabulary), rows[i].word,
                     event_name(rows[i].event),
                     msg_text(LANG_EN, event_sentence(rows[i].event)),
                     msg_text(LANG_EN, rows[i].trap), str_of(rows[i].source));
    snapshot_check("data/lifecycle/vocabulary.tsv", &out);
}

TEST(the_traps_are_told_in_both_languages)
{
    Buf out = buf_new(1 << 20);
    const EventWord *rows;
    size_t count;

    rows = event_words(&count);
    for (size_t i = 0; i < count; i++) {
        buf_printf(&out, "%.*s \"%.*s\"", STR_ARG(vocabulary_name(rows[i].vocabulary)),
                   STR_ARG(rows[i].word));
        for (int lang = LANG_EN; lang < LANG_COUNT; lang++) {
            Str trap = msg_text((Lang)lang, rows[i].trap);

            buf_printf(&out, "\n  %.*s",
                       STR_ARG(msg_text((Lang)lang, event_sentence(rows[i].event))));
            buf_printf(&out, trap.len ? ": %.*s" : "%.*s", STR_ARG(trap));
        }
        buf_char(&out, '\n');
    }
    snapshot_check("tests/golden/lifecycle-vocabulary.txt", &out);
}
