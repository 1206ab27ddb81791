/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/portfolio.h"

#include "portfolio/stack.h"

#include <string.h>

PortfolioHead portfolio_head(const Portfolio *portfolio)
{
    const PfMeta *meta = portfolio->segment[portfolio->segment_count - 1].meta;
    PortfolioHead head = { .record = meta->record, .size = meta->head_size };

    memcpy(head.root, meta->head_root, sizeof head.root);
    return head;
}

bool portfolio_is_worn(const Portfolio *portfolio)
{
    uint64_t bytes = 0;

    for (uint32_t i = 1; i < portfolio->segment_count; i++)
        bytes += portfolio->segment[i].file.bytes.len;
    return bytes * 100 > portfolio->segment[0].file.bytes.len * PORTFOLIO_DELTA_PERCENT_MAX;
}

bool portfolio_is_full(const Portfolio *portfolio)
{
    return portfolio->segment_count == STACK_FILES_MAX;
}

PortfolioCounts portfolio_counts(const Portfolio *portfolio)
{
    return portfolio->counts;
}

static bool named(const Portfolio *p, StackKind kind, uint32_t number, PortfolioNamed *out)
{
    uint32_t segment;
    const PfProduct *row = stack_row(p, kind, number, &segment);

    if (!row)
        return false;
    *out = (PortfolioNamed){ row->id, stack_text(&p->segment[segment], row->name) };
    return true;
}

bool portfolio_product(const Portfolio *portfolio, uint32_t product, PortfolioNamed *out)
{
    return named(portfolio, STACK_PRODUCTS, product, out);
}

bool portfolio_site(const Portfolio *portfolio, uint32_t site, PortfolioNamed *out)
{
    return named(portfolio, STACK_SITES, site, out);
}

static uint32_t documents_of(const Segment *segment, const PfRelease *row)
{
    return container_span(&segment->file, PF_DOCUMENT_RELEASES, row->first_document,
                          row->first_document + row->document_count);
}

bool portfolio_release(const Portfolio *portfolio, uint32_t release, PortfolioReleaseRow *out)
{
    uint32_t segment;
    const PfRelease *row = stack_row(portfolio, STACK_RELEASES, release, &segment);
    const Segment *owner;

    if (!row)
        return false;
    owner = &portfolio->segment[segment];
    *out = (PortfolioReleaseRow){
        .id = row->id, .product = row->product, .version = stack_text(owner, row->version),
        .withdrawn_day = row->withdrawn_day,
        .first_document = owner->meta->first_document + row->first_document,
        .document_count = documents_of(owner, row) };
    return true;
}

/* Row by row, because to look each up takes longer; their texts lie far apart and are not read. */
uint32_t portfolio_bare_releases(const Portfolio *portfolio)
{
    uint32_t bare = 0;

    for (uint32_t s = 0; s < portfolio->segment_count; s++) {
        const Segment *segment = &portfolio->segment[s];
        const PfRelease *rows = STACK_ROWS(segment, PF_RELEASES, PfRelease);
        uint32_t count = container_count(&segment->file, PF_RELEASES);

        for (uint32_t i = 0; i < count; i++) {
            uint32_t number = s ? rows[i].number : i; /* in the base they are the same */
            bare += number < portfolio->counts.releases
                 && stack_owner(portfolio, STACK_RELEASES, number) == s
                 && documents_of(segment, &rows[i]) == 0;
        }
    }
    return bare;
}

bool portfolio_document(const Portfolio *portfolio, uint32_t document, PortfolioDocumentRow *out)
{
    uint32_t row_i;
    const Segment *segment = stack_document(portfolio, document, &row_i);
    const PfDocument *row = segment ? container_row(&segment->file, PF_DOCUMENTS, row_i) : NULL;
    const PfDocument *next = row ? container_row(&segment->file, PF_DOCUMENTS, row_i + 1) : NULL;

    if (!next)
        return false;
    *out = (PortfolioDocumentRow){
        .release = stack_release_of(portfolio, (uint32_t)(segment - portfolio->segment), row_i),
        .os = stack_text(segment, row->os),
        .component_count = container_span(&segment->file, PF_DOCUMENT_PAIRS, row->first_pair,
                                          next->first_pair) };
    memcpy(out->digest, row->digest, sizeof out->digest);
    return true;
}

uint32_t portfolio_document_pair(const Portfolio *portfolio, uint32_t document, uint32_t i)
{
    uint32_t row_i;
    const Segment *segment = stack_document(portfolio, document, &row_i);
    const PfDocument *row = segment ? container_row(&segment->file, PF_DOCUMENTS, row_i) : NULL;
    const PfDocument *next = row ? container_row(&segment->file, PF_DOCUMENTS, row_i + 1) : NULL;
    const PfPair *pair;

    if (!next || row->first_pair > next->first_pair || i >= next->first_pair - row->first_pair)
        return PORTFOLIO_NONE;
    pair = container_row(&segment->file, PF_PAIRS,
                         container_number(&segment->file, PF_DOCUMENT_PAIRS, row->first_pair + i));
    return pair ? pair->number : PORTFOLIO_NONE;
}

bool portfolio_pair(const Portfolio *portfolio, uint32_t pair, PortfolioPairRow *out)
{
    const Segment *segment;
    const PfPair *row = stack_pair(portfolio, pair, &segment);

    if (!row)
        return false;
    *out = (PortfolioPairRow){
        .name = stack_text(segment, row->name), .version = stack_text(segment, row->version),
        .os = stack_text(segment, row->os),
        .source_name = stack_text(segment, row->source_name),
        .source_version = stack_text(segment, row->source_version),
        .hashes = stack_text(segment, row->hashes),
        .pedigree = stack_text(segment, row->pedigree),
        .counted = row->flags & PF_COUNTED,
        .identifier_count = container_span(&segment->file, PF_IDENTIFIERS, row->first_identifier,
                                           row[1].first_identifier) };
    if (out->identifier_count > SBOM_IDENTIFIERS_MAX)
        out->identifier_count = SBOM_IDENTIFIERS_MAX;
    return true;
}

bool portfolio_identifier(const Portfolio *portfolio, uint32_t pair, uint32_t i, Identifier *out)
{
    const Segment *segment;
    const PfPair *row = stack_pair(portfolio, pair, &segment);
    const PfIdentifier *identifier;

    if (!row || i >= container_span(&segment->file, PF_IDENTIFIERS, row->first_identifier,
                                    row[1].first_identifier))
        return false;
    identifier = container_row(&segment->file, PF_IDENTIFIERS, row->first_identifier + i);
    if (!identifier || identifier->kind > IDENTIFIER_GIT)
        return false;
    *out = (Identifier){ .kind = (IdentifierKind)identifier->kind,
                         .text = stack_text(segment, identifier->text),
                         .commit = stack_text(segment, identifier->commit),
                         .field_i = SBOM_NO_INDEX };
    return true;
}

/* ---- devices ---- */

/* Devices of a run of a delta that no later file speaks of. */
static uint32_t run_devices(const Portfolio *p, uint32_t segment, uint32_t first, uint32_t next)
{
    const PfDevice *rows = STACK_ROWS(&p->segment[segment], PF_DEVICES, PfDevice);
    const uint8_t *owner = p->owner[STACK_DEVICES];
    uint32_t count = 0;

    for (uint32_t i = first; i < next; i++)
        count += rows[i].number < p->counts.devices && owner[rows[i].number] == segment;
    return count;
}

uint32_t portfolio_release_devices(const Portfolio *portfolio, uint32_t release)
{
    uint32_t count = 0, first, next;

    if (release >= portfolio->counts.releases)
        return 0;
    if (stack_run(&portfolio->segment[0], release, &first, &next)) {
        uint32_t moved = portfolio->moved ? portfolio->moved[release] : 0;
        count = next - first > moved ? next - first - moved : 0;
    }
    for (uint32_t s = 1; s < portfolio->segment_count; s++)
        if (stack_run(&portfolio->segment[s], release, &first, &next))
            count += run_devices(portfolio, s, first, next);
    return count;
}

/* REQ D44 */
PortfolioDeviceWalk portfolio_devices(const Portfolio *portfolio, uint32_t release)
{
    PortfolioDeviceWalk walk = { .portfolio = portfolio, .release = release };

    (void)stack_run(&portfolio->segment[0], release, &walk.at, &walk.end);
    return walk;
}

bool portfolio_device_next(PortfolioDeviceWalk *walk, PortfolioDeviceRow *out)
{
    const Portfolio *p = walk->portfolio;

    while (walk->segment < p->segment_count) {
        const Segment *segment = &p->segment[walk->segment];
        const PfDevice *row;
        if (walk->at >= walk->end) {
            walk->at = walk->end = 0;
            if (++walk->segment < p->segment_count
                && !stack_run(&p->segment[walk->segment], walk->release, &walk->at, &walk->end))
                walk->at = walk->end = 0;
            continue;
        }
        row = container_row(&segment->file, PF_DEVICES, walk->at++);
        if (!row || row->number >= p->counts.devices
            || stack_owner(p, STACK_DEVICES, row->number) != walk->segment)
            continue;
        *out = (PortfolioDeviceRow){
            .id = row->id, .site = row->site, .withdrawn_day = row->withdrawn_day,
            .serial = container_text(&segment->file, PF_DEVICE_TEXTS, row->serial),
            .udi = container_text(&segment->file, PF_DEVICE_TEXTS, row->udi) };
        return true;
    }
    return false;
}
