/* SPDX-License-Identifier: Apache-2.0 */
/* decision_text.h — states and verdicts as sentences, in the languages we speak.
 *
 * Every sentence tells what is so and why: the successor, the day, the fact then and now. Times
 * are UTC.
 */
#pragma once

#include "base/buf.h"
#include "lifecycle/decision_resolve.h"

/* One sentence of one decision and one finding; `subject` is not needed for standing_alone. */
void standing_say(const DecisionBook *book, const Party *party, const Subject *subject, Lang lang,
                  Buf *buf);
/* One sentence of the verdict of one side. */
void side_say(const DecisionBook *book, const Side *side, Lang lang, Buf *buf);
