/* SPDX-License-Identifier: Apache-2.0 */
/* The scan of a product of the record. */
#include "inro/finding.h"

#include "api/finding_list.h"
#include "api/verdict.h"

#include <string.h>

struct InroProductScan {
    Arena arena; /* holds this struct */
    FindingSet set;
};

static bool first_seen(const Inro *inro, InroRecord *record, FindingSet *set, Err *err)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    CLEANUP(seen_done) SeenBook seen = { .count = 0 };
    uint64_t count;

    return act_begin(record, inro, &act, err)
        && seen_load(store_db(record->store), &act.arena, &seen, err)
        && seen_refresh(&act, set, &seen, &count, err);
}

InroStatus inro_product_scan(const Inro *inro, InroRecord *record, const char *product,
                             const InroScanOptions *options, InroSay *say, void *context,
                             InroProductScan **out)
{
    FindingQuestion question = { .db = options->dir, .fail_on = options->fail_on,
                                 .max_age_days = options->max_age_days,
                                 .age_matters = options->age_matters };
    Arena arena = arena_new(1 << 16);
    InroProductScan *scan = ARENA_NEW(&arena, InroProductScan);
    InroError error = { .status = INRO_REFUSED, .text = "" };
    Err err;

    *out = NULL;
    if (!scan) {
        err_no_memory(&err);
        api_fail(inro, &err, &error);
        say(context, error.text);
        return error.status;
    }
    scan->arena = arena;
    *(strchr(product, '@') ? &question.release : &question.product) = product;
    if (findings_make(inro, record, &question, say, context, &scan->set, &error)
        && scan->set.scan
        && ((first_seen(inro, record, &scan->set, &err)
             && verdicts_fill(inro, record, &scan->set, &err))
            || api_fail(inro, &err, &error))) {
        *out = scan;
        return scan_judge(inro, scan->set.scan, scan->set.status, say, context);
    }
    if (error.text[0])
        say(context, error.text);
    else
        error.status = scan->set.status;
    inro_product_scan_free(scan);
    return error.status;
}

void inro_product_scan_free(InroProductScan *scan)
{
    Arena arena;

    if (!scan)
        return;
    findings_done(&scan->set);
    arena = scan->arena;
    arena_done(&arena);
}

bool inro_product_scan_report(const Inro *inro, const InroProductScan *scan,
                              const InroReportOptions *options, InroError *error)
{
    return inro_scan_report(inro, scan->set.scan, options, error);
}
