/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a statement or a decision is about: read or refused with a rule, and held
 * against parts, no part is both reached and not, nor by a selector that names another thing.
 *
 * Input: what, versions, a part's identifier and its version, a line each. */
#include "lifecycle/decision_scope.h"
#include "lifecycle/selector.h"

enum { ARENA_BYTES = 64 << 20, FUZZ_BYTES_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct {
    Str what, versions, identifier, version;
} Lines;

static IdentifierKind kind_of(Str identifier)
{
    return str_starts(identifier, STR("cpe:")) ? IDENTIFIER_CPE : IDENTIFIER_PURL;
}

static void select_part(const Lines *lines, Arena *arena)
{
    Identifier id = { .kind = kind_of(lines->identifier), .text = lines->identifier };
    Component component = { .name = lines->identifier, .version = lines->version,
                            .identifier_count = 1 };
    Sbom sbom = { .components = &component, .component_count = 1, .identifiers = &id,
                  .identifier_count = 1 };
    ComponentSelector selector;
    LedgerPart part;
    Err err = { 0 };
    bool read = ledger_part_read(&sbom, 0, arena, &part, &err);

    assert(read && part.purl_count + part.cpe_count + part.unread_count == 1);
    if (!selector_read(lines->what, lines->versions, arena, &selector, &err)) {
        assert(err.code != ERR_NONE && err.rule.len);
        return;
    }
    if (selector.by == SELECT_PURL && !part.purl_count)
        assert(selector_has(&selector, &part) == SELECTED_NO);
    else
        (void)selector_has(&selector, &part);
}

static void reach(const Lines *lines, Arena *arena)
{
    static const ScopeKind KINDS[] = { SCOPE_ANY, SCOPE_PURL, SCOPE_CPE, SCOPE_NAME };

    for (size_t i = 0; i < ARRAY_LEN(KINDS); i++) {
        DecisionScope scope = { .kind = KINDS[i], .range = lines->versions, .inherits = true,
                                .component = i ? lines->what : STR("") };
        Subject subject = { .name = lines->identifier, .purl = lines->identifier,
                            .cpe = lines->identifier };
        SubjectRead read = subject_read(&subject, arena);
        ScopeRead own;
        Err err = { 0 };
        Miss miss;

        if (!scope_read(&scope, arena, &own, &err)) {
            assert(err.code != ERR_NONE && err.rule.len);
            continue;
        }
        assert(scope_equal(&own, &own));
        if (scope_fits(&own, &read, &miss, &err))
            assert(miss == MISS_NONE || miss == MISS_COMPONENT || miss == MISS_VERSION);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Str rest = { (const char *)bytes, size };
    Lines lines = { .what = STR("") };

    if (size > FUZZ_BYTES_MAX)
        return 0;
    if (!str_next(&rest, '\n', &lines.what) || !str_next(&rest, '\n', &lines.versions)
        || !str_next(&rest, '\n', &lines.identifier) || !str_next(&rest, '\n', &lines.version))
        return 0;
    select_part(&lines, &arena);
    reach(&lines, &arena);
    return 0;
}
