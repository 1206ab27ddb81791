/* SPDX-License-Identifier: Apache-2.0 */
#include "report/facts.h"

#include "base/date.h"
#include "base/msg.h"

#include <inttypes.h>
#include <stdio.h>

enum { DAY_S = 86400 };

/* Order of issue "The main job", `coverage`. */
const FactsList FACTS_LISTS[COVERAGE_LISTS] = {
    { COVERAGE_WITHOUT_IDENTIFIER, STR_ROW("without_identifier"),
      STR_ROW("report.list-identifier"), STR_ROW("report.list-identifier-means") },
    { COVERAGE_WITHOUT_DATA, STR_ROW("without_data"),
      STR_ROW("report.list-data"), STR_ROW("report.list-data-means") },
    { COVERAGE_VERSION_NOT_COMPARABLE, STR_ROW("version_not_comparable"),
      STR_ROW("report.list-version"), STR_ROW("report.list-version-means") },
    { COVERAGE_INVALID_IDENTIFIER, STR_ROW("invalid_identifier"),
      STR_ROW("report.list-invalid"), STR_ROW("report.list-invalid-means") },
    { COVERAGE_NOTES, STR_ROW("notes"),
      STR_ROW("report.list-notes"), STR_ROW("report.list-notes-means") },
};

Str facts_day(int32_t day, FactText *buffer)
{
    return day == SCAN_NO_DAY ? STR("") : date_write_day(day, buffer->text);
}

Str facts_date(int64_t time_s, FactText *buffer)
{
    return time_s ? date_write_day(date_days_of_s(time_s), buffer->text) : STR("");
}

Str facts_time(int64_t time_s, FactText *buffer)
{
    return time_s ? date_write_s(time_s, buffer->text) : STR("");
}

static const Str SEVERITY_IDS[SEVERITIES] = {
    [SEVERITY_UNKNOWN] = STR_ROW("report.severity-unknown"),
    [SEVERITY_NONE] = STR_ROW("report.severity-none"),
    [SEVERITY_LOW] = STR_ROW("report.severity-low"),
    [SEVERITY_MEDIUM] = STR_ROW("report.severity-medium"),
    [SEVERITY_HIGH] = STR_ROW("report.severity-high"),
    [SEVERITY_CRITICAL] = STR_ROW("report.severity-critical"),
};

Str facts_severity(Severity severity, Lang lang)
{
    return msg_text(lang, SEVERITY_IDS[severity]);
}

Str facts_score(int tenths, FactText *buffer)
{
    snprintf(buffer->text, sizeof buffer->text, "%d.%d", tenths / 10, tenths % 10);
    return tenths < 0 ? STR("") : str_of(buffer->text);
}

Str facts_percent(uint32_t parts_e5, FactText *buffer)
{
    uint32_t tenths = (parts_e5 + 50) / 100;

    if (parts_e5 == SCAN_NO_PARTS)
        return STR("");
    if (tenths == 0 && parts_e5 > 0)
        return STR("<0.1%");
    if (tenths == 1000 && parts_e5 < 100000)
        return STR(">99.9%");
    snprintf(buffer->text, sizeof buffer->text, "%u.%u%%", tenths / 10, tenths % 10);
    return str_of(buffer->text);
}

Str facts_parts(uint32_t parts_e5, FactText *buffer)
{
    if (parts_e5 == SCAN_NO_PARTS)
        return STR("");
    snprintf(buffer->text, sizeof buffer->text, "%u.%05u", parts_e5 / 100000, parts_e5 % 100000);
    return str_of(buffer->text);
}

Str facts_number(uint64_t number, FactText *buffer)
{
    snprintf(buffer->text, sizeof buffer->text, "%" PRIu64, number);
    return str_of(buffer->text);
}

Str facts_grouped(uint64_t number, FactText *buffer)
{
    char *at = buffer->text + sizeof buffer->text - 1;

    *at = '\0';
    for (unsigned digits = 0; digits == 0 || number; digits++, number /= 10) {
        if (digits && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + number % 10);
    }
    return str_of(at);
}

Str facts_coverage(const Scan *scan, FactText *buffer)
{
    uint64_t tenths = scan->components ? scan->checked * 1000 / scan->components : 0;

    snprintf(buffer->text, sizeof buffer->text, "%" PRIu64 ".%" PRIu64 "%%", tenths / 10,
             tenths % 10);
    return str_of(buffer->text);
}

bool facts_is_old(const Scan *scan, int64_t date_s)
{
    return date_s == 0 || (scan->now_s - date_s) / DAY_S > scan->max_age_days;
}

Str facts_age(const Scan *scan, int64_t date_s, Lang lang, FactText *buffer)
{
    FactText number;
    int64_t days = (scan->now_s - date_s) / DAY_S;
    Str text;

    if (date_s == 0)
        return msg_text(lang, STR("report.age-unknown"));
    if (days <= 0)
        return msg_text(lang, STR("report.age-today"));
    if (days == 1)
        return msg_text(lang, STR("report.age-day"));
    text = facts_number((uint64_t)days, &number);
    return str_of(msg_format(lang, STR("report.age-days"), &text, 1, buffer->text,
                             sizeof buffer->text));
}

FactsTally facts_tally(const Scan *scan)
{
    FactsTally tally = { 0 };

    for (size_t i = 0; i < scan->finding_count; i++) {
        tally.kev += scan->findings[i].flaw->kev;
        tally.by_severity[scan->findings[i].flaw->severity]++;
    }
    return tally;
}

Str facts_input(const Scan *scan, uint32_t input)
{
    return input < scan->input_count ? scan->inputs[input].file : STR("");
}

const ScanScore *facts_score_of(const ScanFinding *finding)
{
    return finding->flaw->score_count ? &finding->flaw->scores[0] : NULL;
}

const ScanVerdict *facts_verdict(const Scan *scan, const ScanFinding *finding)
{
    uintptr_t first = (uintptr_t)scan->findings, at = (uintptr_t)finding;
    size_t i = (at - first) / sizeof *finding; /* huge for one that lies before */

    return scan->verdicts && i < scan->finding_count ? &scan->verdicts[i] : NULL;
}

Str facts_word(Str prefix, Str word, Lang lang)
{
    char id[FACT_BYTES];
    Str sentence;

    if (word.len == 0)
        return word;
    snprintf(id, sizeof id, "%.*s%.*s", STR_ARG(prefix), STR_ARG(word));
    sentence = msg_text(lang, str_of(id));
    return str_eq(sentence, str_of(id)) ? word : sentence;
}
