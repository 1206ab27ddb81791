/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/scribe.h"

static void write_section(KbWriter *writer, const ScribeSection *section)
{
    if (section->texts) {
        text_blob_write(section->texts, writer, section->id);
        return;
    }
    kb_writer_section(writer, section->id);
    kb_writer_put(writer, section->rows, section->bytes);
}

/* The next section that was handed over; false when there will be none. */
static bool take(Scribe *scribe, size_t done, ScribeSection *out)
{
    bool any;

    pthread_mutex_lock(&scribe->mutex);
    while (done == scribe->count && !scribe->ended)
        pthread_cond_wait(&scribe->given, &scribe->mutex);
    any = done < scribe->count;
    if (any)
        *out = scribe->sections[done];
    pthread_mutex_unlock(&scribe->mutex);
    return any;
}

static void *write_all(void *scribe_)
{
    Scribe *scribe = scribe_;
    ScribeSection section;

    for (size_t done = 0; take(scribe, done, &section); done++)
        write_section(scribe->writer, &section);
    return NULL;
}

void scribe_start(Scribe *scribe, KbWriter *writer, bool alone)
{
    *scribe = (Scribe){ .writer = writer };
    pthread_mutex_init(&scribe->mutex, NULL);
    pthread_cond_init(&scribe->given, NULL);
    scribe->threaded = !alone && pthread_create(&scribe->thread, NULL, write_all, scribe) == 0;
}

static void give(Scribe *scribe, ScribeSection section)
{
    assert(scribe->count < KBF_SECTIONS);
    if (!scribe->threaded) {
        write_section(scribe->writer, &section);
        return;
    }
    pthread_mutex_lock(&scribe->mutex);
    scribe->sections[scribe->count++] = section;
    pthread_cond_signal(&scribe->given);
    pthread_mutex_unlock(&scribe->mutex);
}

void scribe_rows(Scribe *scribe, KbfSectionId id, const void *rows, size_t bytes)
{
    give(scribe, (ScribeSection){ .id = id, .rows = rows, .bytes = bytes });
}

void scribe_texts(Scribe *scribe, KbfSectionId id, const TextBlob *texts)
{
    give(scribe, (ScribeSection){ .id = id, .texts = texts });
}

void scribe_end(Scribe *scribe)
{
    if (!scribe->writer)
        return;
    pthread_mutex_lock(&scribe->mutex);
    scribe->ended = true;
    pthread_cond_signal(&scribe->given);
    pthread_mutex_unlock(&scribe->mutex);
    if (scribe->threaded)
        (void)pthread_join(scribe->thread, NULL);
    pthread_cond_destroy(&scribe->given);
    pthread_mutex_destroy(&scribe->mutex);
    *scribe = (Scribe){ 0 };
}
