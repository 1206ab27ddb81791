/* SPDX-License-Identifier: Apache-2.0 */
/* forecast.h — when a release will be legacy, and what to know of it while it is developed.
 *
 * A device is supported no longer than its shortest-lived component. The forecast is the earliest
 * of the release's own end of support and the support ends of its components; a partial date counts
 * from its first day, so that nobody is told too late, and `days` says how much is open. Components
 * whose end is not known may end before all others: they are counted and listed, and the forecast
 * is then not sure. A component that its supplier does not maintain any more has ended already,
 * whatever later date was stated once. Of contradicting ends the earliest counts.
 *
 * Not here: a release that is stated legacy, and controls that keep it from being so (stage.h).
 *
 * Source: IMDRF N60:2020 6.6.1 (N60-6.6.1-DEV-a), 6.6.2 (N60-6.6.2-SUP-b); FDA premarket
 *         guidance V.A.4 and VI.A (end of support including components).
 * Threads: every function is pure.
 */
#pragma once

#include "lifecycle/stage.h"
#include "lifecycle/support.h"

typedef struct {
    Str id;           /* stable: by it sent notices are remembered (notice.h) */
    Str name;         /* as shown: "openssl 3.0.1" */
    Date end;         /* DATE_UNKNOWN while nobody knows; see forecast_part */
    HeldState state;  /* how its end is known */
} ForecastPart;

/* A component as the forecast of `day` sees it. */
ForecastPart forecast_part(Str id, Str name, const ComponentSupport *support, int64_t day);

typedef struct {
    Date own_end;     /* the release's own end of support */
    const ForecastPart *parts;
    uint32_t count;
} ForecastInput;

typedef struct {
    Date date;        /* the first day on which it may be; DATE_YES: some support has ended on a day
                       * that nobody stated; DATE_NO: no end is stated, and none is unknown */
    DateDays days;    /* of a DATE_SPAN: the last day is when at least one support has ended */
    bool sure;        /* one day, all ends known */
    bool own;         /* the release's own end is among those that come first */
    const uint32_t *causes;  /* the components whose end comes first */
    uint32_t cause_count;
    const uint32_t *unsure;  /* the components whose end is open, unknown or contradicted */
    uint32_t unsure_count;
    uint32_t unending_count; /* components that go on without a stated end */
} Forecast;

/* Owns: *out lives in `arena`. Fails: ERR_LIMIT without memory. */
MUST_CHECK bool forecast_legacy(const ForecastInput *input, Arena *arena, Forecast *out, Err *err);
/* Adds the forecast, what comes first and what is not sure, each on its line. */
void forecast_tell(const Forecast *forecast, const ForecastInput *input, Lang lang, Buf *out);

/* ---- warnings while it is developed ---- */

typedef enum {
    WARNING_OWN_END,        /* the release has no stated end of support to compare with */
    WARNING_ENDED,          /* the support of the component has ended                   */
    WARNING_ENDS_BEFORE,    /* it ends before the release's own, whatever day was meant */
    WARNING_MAY_END_BEFORE, /* it may, because a date is partial                        */
    WARNING_CONTRADICTED,
    WARNING_OPEN,
    WARNING_UNKNOWN,
    WARNING_UNENDING,       /* it goes on, but until when is not stated                 */
    WARNINGS,
} WarningKind;

typedef struct {
    WarningKind kind;
    uint32_t part_i;        /* but for WARNING_OWN_END */
} ForecastWarning;

typedef struct {
    const ForecastWarning *rows;
    uint32_t count;
} ForecastWarnings;

/* In the order of the components. None once the release surely was developed: then notices take
 * their place (notice.h).
 * Owns: *out lives in `arena`. Fails: ERR_LIMIT without memory. */
MUST_CHECK bool forecast_warn(const ForecastInput *input, const StageOn *on, Arena *arena,
                              ForecastWarnings *out, Err *err);
/* Adds the warning as a line. */
void forecast_warning_tell(const ForecastWarning *warning, const ForecastInput *input, Lang lang,
                           Buf *out);
