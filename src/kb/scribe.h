/* SPDX-License-Identifier: Apache-2.0 */
/* scribe.h — writes sections on a thread of its own, while the next ones are being made.
 *
 * Sections reach the file in the order in which they are handed over, each once, whatever the
 * threads do. What is handed over must stay as it is until scribe_end. Without a thread a section
 * is written at once.
 */
#pragma once

#include "kb/writer.h"

#include <pthread.h>

/* One section: rows that lie together, or a text section. */
typedef struct {
    KbfSectionId id;
    const void *rows;
    size_t bytes;
    const TextBlob *texts;
} ScribeSection;

typedef struct {
    KbWriter *writer;
    pthread_mutex_t mutex;
    pthread_cond_t given;
    pthread_t thread;
    ScribeSection sections[KBF_SECTIONS];
    size_t count;              /* handed over */
    bool ended, threaded;
} Scribe;

/* `alone`: no thread is wanted. */
void scribe_start(Scribe *scribe, KbWriter *writer, bool alone);
void scribe_rows(Scribe *scribe, KbfSectionId id, const void *rows, size_t bytes);
void scribe_texts(Scribe *scribe, KbfSectionId id, const TextBlob *texts);
/* Waits until everything is written. */
void scribe_end(Scribe *scribe);
