/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/writer.h"

bool kb_writer_start(KbWriter *writer, KbSink sink, KbfKind kind, uint64_t generation,
                     uint64_t seed)
{
    return container_writer_start(writer, sink, &KBF_SHAPE,
                                  &(ContainerName){ kind, generation, seed });
}

void kb_writer_texts(KbWriter *writer, KbfSectionId id, const Interner *interner)
{
    kb_writer_section(writer, id);
    kb_writer_put(writer, "", 1);
    for (uint32_t i = 0; i < interner->texts.count; i++)
        container_writer_text(writer, interner_text(interner, i));
}
