/* SPDX-License-Identifier: Apache-2.0 */
/* A portfolio whose words were overwritten, its table hash made right again: whatever it says,
 * every question stays inside its bytes and comes to an end.
 *
 * Input: eight bytes an edit: place (a number of a word, little-endian; the highest bit: of the
 * delta upon the base), value. An odd first byte means bytes that are the base themselves, from the
 * second on. */
#include "scan_fuzz.h"

#include "base/hash.h"
#include "portfolio/answer.h"
#include "portfolio/builder.h"
#include "portfolio/format.h"

enum { PORTFOLIO_BYTES = 1 << 24, ROWS_ASKED = 64, EDITS_MAX = 64 };

static Arena lasting; /* holds knowledge and portfolio for the whole run */
static Kb *fixed;
static Str whole, delta;
static size_t sum;    /* what is read must be readable: it is added up */

static const struct { Str name, version, id; IdentifierKind kind; } COMPONENTS[] = {
    { STR_ROW("x"), STR_ROW("1.5.0"), STR_ROW("pkg:npm/x@1.5.0"), IDENTIFIER_PURL },
    { STR_ROW("dpkg"), STR_ROW("1.20"), STR_ROW("pkg:deb/debian/dpkg@1.20"), IDENTIFIER_PURL },
    { STR_ROW("pump"), STR_ROW("2"), STR_ROW("cpe:2.3:o:acme:pump_firmware:2:*:*:*:*:*:*:*"),
      IDENTIFIER_CPE },
    { STR_ROW("box"), STR_ROW("1"), STR_ROW("cpe:2.3:h:acme:pump:-:*:*:*:*:*:*:*"),
      IDENTIFIER_CPE },
    { STR_ROW("openssl"), STR_ROW("1.1.1"), { NULL, 0 }, IDENTIFIER_PURL },
    { STR_ROW("/lib/y"), STR_ROW("1.5.0"), STR_ROW("pkg:pypi/y@1.5.0"), IDENTIFIER_PURL },
};

static Uuid id_of(char kind, uint32_t number)
{
    Uuid id = { { 0 } };

    id.bytes[0] = (unsigned char)kind;
    memcpy(id.bytes + 12, &number, sizeof number);
    return id;
}

static bool add_release(PortfolioBuilder *builder, uint32_t number, Err *err)
{
    Component components[ARRAY_LEN(COMPONENTS)];
    Identifier identifiers[ARRAY_LEN(COMPONENTS)];
    Sbom sbom = { .os = STR("debian-12"), .components = components, .identifiers = identifiers };
    PortfolioSbom document = { &sbom, { 0 } };
    PortfolioRelease release = { id_of('r', number), id_of('p', 1), STR("1"), &document, 1 };
    PortfolioDevice device = { id_of('d', number), release.id, id_of('s', 1), STR("SN"), STR("") };

    for (uint32_t i = 0; i < ARRAY_LEN(COMPONENTS); i++) {
        if (number >> i & 1)
            continue;
        components[sbom.component_count++] = (Component){
            .name = COMPONENTS[i].name, .version = COMPONENTS[i].version, .counted = true,
            .parent = SBOM_NO_INDEX, .first_identifier = sbom.identifier_count,
            .identifier_count = COMPONENTS[i].id.len ? 1 : 0 };
        if (COMPONENTS[i].id.len)
            identifiers[sbom.identifier_count++] = (Identifier){ .kind = COMPONENTS[i].kind,
                                                                 .text = COMPONENTS[i].id };
    }
    return portfolio_add_release(builder, &release, err)
        && portfolio_add_device(builder, &device, err);
}

/* A release that changed, and one that is new. */
static bool prepare_delta(Err *err)
{
    CLEANUP(portfolio_builder_free) PortfolioBuilder *builder = NULL;
    CLEANUP(portfolio_close) Portfolio *below = NULL;
    PortfolioHead head = { .record = { { 1 } }, .size = 1 };

    return portfolio_open_memory(&whole, 1, &below, err)
        && portfolio_builder_upon(below, &head, &builder, err) && add_release(builder, 3, err)
        && add_release(builder, 1000, err)
        && portfolio_write_memory(builder, &lasting, &delta, err);
}

static void prepare(void)
{
    static Buf buf;
    PortfolioHead head = { .record = { { 1 } } };
    PortfolioBuilder *builder;
    Uuid product = id_of('p', 1), site = id_of('s', 1);
    Str files[KBF_KINDS] = { 0 };
    Collect collect;
    Err err = { 0 };
    bool ok;

    lasting = arena_new(FUZZ_KB_BYTES);
    buf = buf_new(FUZZ_KB_BYTES);
    collect = collect_new(&lasting);
    fuzz_collect(str_of(FUZZ_RECORDS), &collect);
    ok = fuzz_build(&collect, NULL, &lasting, &buf);
    collect_done(&collect);
    files[KBF_BASE] = buf_str(&buf);
    ok = ok && kb_open_memory(files, &fixed, &err);
    ok = ok && portfolio_builder_new(&head, &builder, &err)
        && portfolio_add_product(builder, &product, STR("Pump"), &err)
        && portfolio_add_site(builder, &site, STR("Ward"), &err);
    for (uint32_t i = 0; ok && i < 1 << ARRAY_LEN(COMPONENTS); i++)
        ok = add_release(builder, i, &err);
    ok = ok && portfolio_write_memory(builder, &lasting, &whole, &err);
    portfolio_builder_free(&builder);
    ok = ok && prepare_delta(&err);
    assert(ok);
}

static void look(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        sum += (unsigned char)text.ptr[i];
}

static void sign(char *bytes, size_t size, PfKind kind)
{
    ContainerHeader header;
    size_t table;

    memcpy(&header, bytes, sizeof header);
    memcpy(header.magic, PF_MAGIC, sizeof header.magic);
    header.format = PF_FORMAT;
    header.kind = kind;
    header.file_bytes = size;
    memcpy(bytes, &header, sizeof header);
    table = header.section_count * sizeof(ContainerSection);
    if (header.section_count > PF_SECTIONS || table > size - sizeof header)
        return;
    header.table_hash =
        hash_xxh3((Str){ bytes + sizeof header, table },
                  hash_xxh3((Str){ bytes, offsetof(ContainerHeader, table_hash) }, 0));
    memcpy(bytes, &header, sizeof header);
}

static void ask_rows(const Portfolio *p)
{
    for (uint32_t i = 0; i < ROWS_ASKED; i++) {
        PortfolioNamed named = { .name = { NULL, 0 } };
        PortfolioReleaseRow release = { .version = { NULL, 0 } };
        PortfolioDocumentRow document = { .os = { NULL, 0 } };
        PortfolioPairRow pair = { .identifier_count = 0 };
        PortfolioDeviceWalk walk = portfolio_devices(p, i);
        PortfolioDeviceRow device;
        Identifier identifier;

        if (portfolio_product(p, i, &named) || portfolio_site(p, i, &named))
            look(named.name);
        if (portfolio_release(p, i, &release))
            look(release.version);
        if (portfolio_document(p, i, &document))
            look(document.os);
        sum += portfolio_document_pair(p, i, i % 4) + portfolio_release_devices(p, i);
        while (portfolio_device_next(&walk, &device))
            look(device.serial);
        if (portfolio_pair(p, i, &pair) && portfolio_identifier(p, i, 0, &identifier))
            look(identifier.text);
        look(pair.name);
    }
}

static void ask_all(const Portfolio *p)
{
    static const char *const TEXTS[] = { "pkg:npm/x", "openssl", "y", "dpkg@1.20",
                                         "cpe:2.3:o:acme:pump_firmware:*:*:*:*:*:*:*:*" };
    static const char *const IDS[] = { "CVE-2020-1111", "CVE-2020-3333", "DSA-1", "MAL-2026-1" };
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    PortfolioFindings findings;
    Err err = { 0 };

    ask_rows(p);
    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        PortfolioAnswer answer;
        if (portfolio_component(p, str_of(TEXTS[i]), &arena, &answer, &err))
            sum += answer.hit_count;
    }
    for (size_t i = 0; i < ARRAY_LEN(IDS); i++) {
        PortfolioExposure exposure;
        if (portfolio_vulnerability(p, fixed, str_of(IDS[i]), &arena, &exposure, &err))
            sum += exposure.answer.release_count;
    }
    if (portfolio_findings(p, fixed, true, &arena, &findings, &err))
        sum += findings.hit_count;
}

/* The edits of the base, or those of the delta. */
static void edit(char *bytes, size_t size, const uint8_t *data, size_t edits, PfKind kind)
{
    for (size_t i = 0; i < edits && i < EDITS_MAX; i++) {
        uint32_t place, value;
        memcpy(&place, data + 8 * i, sizeof place);
        memcpy(&value, data + 8 * i + 4, sizeof value);
        if (place >> 31 == (uint32_t)kind)
            memcpy(bytes + (place & INT32_MAX) % (size / 4) * 4, &value, sizeof value);
    }
}

/* A file of this input, signed; empty when there is none. */
static Str forge(const uint8_t *data, size_t size, PfKind kind, Arena *arena)
{
    bool raw = kind == PF_BASE && size && data[0] & 1;
    Str from = raw ? (Str){ (const char *)data + 1, size - 1 } : kind == PF_BASE ? whole : delta;
    char *bytes = from.len >= sizeof(ContainerHeader) ? arena_alloc_raw(arena, from.len) : NULL;

    if (!bytes)
        return (Str){ 0 };
    memcpy(bytes, from.ptr, from.len);
    if (!raw)
        edit(bytes, from.len, data, size / 8, kind);
    sign(bytes, from.len, kind);
    return (Str){ bytes, from.len };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(PORTFOLIO_BYTES);
    CLEANUP(portfolio_close) Portfolio *p = NULL;
    Str files[2];
    Err err = { 0 };

    if (!fixed)
        prepare();
    files[0] = forge(data, size, PF_BASE, &arena);
    files[1] = forge(data, size, PF_DELTA, &arena);
    if (!files[0].len || !portfolio_open_memory(files, 2, &p, &err))
        return 0;
    ask_all(p);
    (void)!portfolio_verify(p, &err);
    return 0;
}
