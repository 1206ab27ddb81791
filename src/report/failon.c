/* SPDX-License-Identifier: Apache-2.0 */
#include "report/failon.h"

#include "base/msg.h"
#include "report/facts.h"
#include "report/say.h"
#include "risk/harm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define RULE_EMPTY       STR("report.failon-empty")
#define RULE_LONG        STR("report.failon-long")
#define RULE_DEEP        STR("report.failon-deep")
#define RULE_WORD        STR("report.failon-word")
#define RULE_COMPARISON  STR("report.failon-comparison")
#define RULE_NUMBER      STR("report.failon-number")
#define RULE_RANGE       STR("report.failon-range")
#define RULE_SEVERITY    STR("report.failon-severity")
#define RULE_HARM        STR("report.failon-harm")
#define RULE_PARENTHESIS STR("report.failon-parenthesis")
#define RULE_REST        STR("report.failon-rest")

typedef enum {
    FACT_KEV, FACT_EPSS, FACT_CVSS, FACT_SEVERITY, FACT_FIXABLE, FACT_DECIDED, FACT_UNDECIDED,
    FACT_CONTROLLED, FACT_REVIEW, FACT_UNCONTROLLED, FACT_HARM, FACT_OVERDUE, FACT_COVERAGE,
    FACT_UNCHECKED, FACTS,
} Fact;
typedef enum { KIND_FLAG, KIND_NUMBER, KIND_SEVERITY, KIND_HARM } FactKind;

/* Numbers are kept in thousand-millionths, so every fact compares exactly. */
enum { NUMBER_PLACES = 9 };
#define NUMBER_UNIT UINT64_C(1000000000)
#define NUMBER_WHOLE_MAX UINT64_C(1000000000)

/* The language: issue "The main job", section Commands, --fail-on, and issue "The record".
 * `whole_max` is the largest value the fact can have: a bound beyond it would never, or always,
 * hold. `of_record` is what only the record knows; nobody keeps another list of that. */
static const struct {
    Str word;
    FactKind kind;
    bool of_record;
    FailOnSource source;
    uint64_t whole_max;
} FACT[FACTS] = {
    [FACT_KEV]          = { STR_ROW("kev"),          KIND_FLAG,     false, FAILON_KEV,      0 },
    [FACT_EPSS]         = { STR_ROW("epss"),         KIND_NUMBER,   false, FAILON_EPSS,     1 },
    [FACT_CVSS]         = { STR_ROW("cvss"),         KIND_NUMBER,   false, FAILON_DATABASE, 10 },
    [FACT_SEVERITY]     = { STR_ROW("severity"),     KIND_SEVERITY, false, FAILON_DATABASE, 0 },
    [FACT_FIXABLE]      = { STR_ROW("fixable"),      KIND_FLAG,     false, FAILON_DATABASE, 0 },
    [FACT_DECIDED]      = { STR_ROW("decided"),      KIND_FLAG,     true,  FAILON_DATABASE, 0 },
    [FACT_UNDECIDED]    = { STR_ROW("undecided"),    KIND_FLAG,     true,  FAILON_DATABASE, 0 },
    [FACT_CONTROLLED]   = { STR_ROW("controlled"),   KIND_FLAG,     true,  FAILON_DATABASE, 0 },
    [FACT_REVIEW]       = { STR_ROW("review"),       KIND_FLAG,     true,  FAILON_DATABASE, 0 },
    [FACT_UNCONTROLLED] = { STR_ROW("uncontrolled"), KIND_FLAG,     true,  FAILON_DATABASE, 0 },
    [FACT_HARM]         = { STR_ROW("harm"),         KIND_HARM,     true,  FAILON_DATABASE, 0 },
    [FACT_OVERDUE]      = { STR_ROW("overdue"),      KIND_FLAG,     true,  FAILON_DATABASE, 0 },
    [FACT_COVERAGE]     = { STR_ROW("coverage"),     KIND_NUMBER,   false, FAILON_DATABASE, 1 },
    [FACT_UNCHECKED]    = { STR_ROW("unchecked"),    KIND_NUMBER,   false, FAILON_DATABASE,
                            NUMBER_WHOLE_MAX },
};

typedef enum { OP_GREATER, OP_GREATER_EQUAL, OP_LESS, OP_LESS_EQUAL, OP_EQUAL, OP_UNEQUAL } Op;
static const struct { Str sign; Op op; } OPS[] = {
    /* the longer sign first */
    { STR_ROW(">="), OP_GREATER_EQUAL }, { STR_ROW("<="), OP_LESS_EQUAL },
    { STR_ROW("!="), OP_UNEQUAL },       { STR_ROW("=="), OP_EQUAL },
    { STR_ROW(">"), OP_GREATER },        { STR_ROW("<"), OP_LESS },
    { STR_ROW("="), OP_EQUAL },
};

typedef enum { NODE_FACT, NODE_NOT, NODE_ALL, NODE_ANY } NodeKind;
typedef struct Node Node;
struct Node {
    NodeKind kind;
    Fact fact;
    Op op;
    uint64_t number;   /* KIND_NUMBER: in units of NUMBER_UNIT; else the Severity or the Harm */
    const Node *left, *right; /* NODE_NOT uses left alone */
};
struct FailOn {
    const Node *root;
    bool asks_record;
};

/* ---- reading ------------------------------------------------------------------------- */

typedef struct {
    Str text;
    size_t at;
    unsigned depth;
    bool asks_record;
    Arena *arena;
    Err *err;
} Reader;

/* Columns count characters, so that a full-width sign counts as one. */
static bool refuse(Reader *r, size_t at, RuleId rule, Str a, Str b)
{
    char column[24];
    size_t n = 1;

    for (size_t i = 0; i < at && i < r->text.len; i++)
        n += ((unsigned char)r->text.ptr[i] & 0xC0) != 0x80;
    snprintf(column, sizeof column, "%zu", n);
    return err_set(r->err, ERR_USAGE, rule, str_of(column), a, b);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks(const Reader *r, size_t at)
{
    while (at < r->text.len && is_blank(r->text.ptr[at]))
        at++;
    return at;
}

/* A run of anything that is no blank, sign or parenthesis; else the one sign that stands there. */
static Str word_at(const Reader *r, size_t at)
{
    size_t end = at;

    while (end < r->text.len && !is_blank(r->text.ptr[end]) && !strchr("()<>=!", r->text.ptr[end]))
        end++;
    return str_slice(r->text, at, end == at ? end + 1 : end);
}

static Str peek(Reader *r)
{
    r->at = skip_blanks(r, r->at);
    return word_at(r, r->at);
}

static bool take(Reader *r, Str word)
{
    if (!str_eq_fold(peek(r), word))
        return false;
    r->at += word.len;
    return true;
}

static Node *node_new(Reader *r, NodeKind kind, const Node *left, const Node *right)
{
    Node *node = ARENA_NEW(r->arena, Node);

    if (!node) {
        (void)err_no_memory(r->err);
        return NULL;
    }
    node->kind = kind;
    node->left = left;
    node->right = right;
    return node;
}

/* "0.1", "7", ".5": digits with at most one point and NUMBER_PLACES places. */
static bool number_of(Str text, uint64_t *out)
{
    uint64_t whole = 0, part = 0, unit = NUMBER_UNIT;
    size_t i = 0, digits = 0;

    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++, digits++)
        if ((whole = whole * 10 + (uint64_t)(text.ptr[i] - '0')) > NUMBER_WHOLE_MAX)
            return false;
    if (i < text.len && text.ptr[i] == '.') {
        for (i++; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++, digits++) {
            if ((unit /= 10) == 0)
                return false;
            part += unit * (uint64_t)(text.ptr[i] - '0');
        }
    }
    *out = whole * NUMBER_UNIT + part;
    return digits > 0 && i == text.len;
}

static bool read_number(Reader *r, Node *node, Str word)
{
    char most[24];

    if (!number_of(word, &node->number))
        return refuse(r, r->at, RULE_NUMBER, word, STR(""));
    snprintf(most, sizeof most, "%" PRIu64, FACT[node->fact].whole_max);
    return node->number <= FACT[node->fact].whole_max * NUMBER_UNIT
        || refuse(r, r->at, RULE_RANGE, FACT[node->fact].word, str_of(most));
}

static bool read_severity(Reader *r, Node *node, Str word)
{
    Severity severity;

    if (!severity_of(word, &severity) || severity == SEVERITY_UNKNOWN)
        return refuse(r, r->at, RULE_SEVERITY, word, STR(""));
    node->number = severity;
    return true;
}

static bool read_harm(Reader *r, Node *node, Str word)
{
    for (Harm harm = HARM_NEGLIGIBLE; harm < HARMS; harm++)
        if (str_eq_fold(word, harm_term(harm)->word)) {
            node->number = harm;
            return true;
        }
    return refuse(r, r->at, RULE_HARM, word, STR(""));
}

static bool read_bound(Reader *r, Node *node)
{
    Str word = peek(r);
    bool ok = false;

    switch (FACT[node->fact].kind) {
    case KIND_NUMBER:
        ok = read_number(r, node, word);
        break;
    case KIND_SEVERITY:
        ok = read_severity(r, node, word);
        break;
    case KIND_HARM:
        ok = read_harm(r, node, word);
        break;
    case KIND_FLAG:
        break;
    }
    r->at += ok ? word.len : 0;
    return ok;
}

static bool read_comparison(Reader *r, Node *node)
{
    Str rest;

    r->at = skip_blanks(r, r->at);
    rest = str_slice(r->text, r->at, r->text.len);
    for (size_t i = 0; i < ARRAY_LEN(OPS); i++)
        if (str_starts(rest, OPS[i].sign)) {
            node->op = OPS[i].op;
            r->at += OPS[i].sign.len;
            return read_bound(r, node);
        }
    return refuse(r, r->at, RULE_COMPARISON, FACT[node->fact].word, STR(""));
}

/* A fact, or a severity that stands for "at least so severe". */
static const Node *read_fact(Reader *r)
{
    Str word = peek(r);
    Severity severity;
    Node *node;
    Fact fact = 0;

    while (fact < FACTS && !str_eq_fold(word, FACT[fact].word))
        fact++;
    if (fact == FACTS && (!severity_of(word, &severity) || severity == SEVERITY_UNKNOWN)) {
        (void)refuse(r, r->at, word.len ? RULE_WORD : RULE_EMPTY, word, STR(""));
        return NULL;
    }
    if (!(node = node_new(r, NODE_FACT, NULL, NULL)))
        return NULL;
    r->at += word.len;
    if (fact == FACTS) {
        node->fact = FACT_SEVERITY;
        node->op = OP_GREATER_EQUAL;
        node->number = severity;
        return node;
    }
    node->fact = fact;
    r->asks_record = r->asks_record || FACT[fact].of_record;
    return FACT[fact].kind == KIND_FLAG || read_comparison(r, node) ? node : NULL;
}

static const Node *read_any(Reader *r);

/* Recursion ends at FAILON_DEPTH_MAX. */
static const Node *read_not(Reader *r)
{
    const Node *inner = NULL;
    size_t open;

    if (++r->depth > FAILON_DEPTH_MAX) {
        (void)err_set(r->err, ERR_LIMIT, RULE_DEEP);
        return NULL;
    }
    if (take(r, STR("not"))) {
        inner = read_not(r);
        inner = inner ? node_new(r, NODE_NOT, inner, NULL) : NULL;
    } else if (take(r, STR("("))) {
        open = r->at - 1;
        inner = read_any(r);
        if (inner && !take(r, STR(")"))) {
            (void)refuse(r, open, RULE_PARENTHESIS, STR(""), STR(""));
            inner = NULL;
        }
    } else {
        inner = read_fact(r);
    }
    r->depth--;
    return inner;
}

static const Node *read_all(Reader *r)
{
    const Node *node = read_not(r), *right;

    while (node && take(r, STR("and"))) {
        right = read_not(r);
        node = right ? node_new(r, NODE_ALL, node, right) : NULL;
    }
    return node;
}

static const Node *read_any(Reader *r)
{
    const Node *node = read_all(r), *right;

    while (node && take(r, STR("or"))) {
        right = read_all(r);
        node = right ? node_new(r, NODE_ANY, node, right) : NULL;
    }
    return node;
}

bool failon_parse(Str text, Arena *arena, const FailOn **out, Err *err)
{
    Reader r = { .text = text, .arena = arena, .err = err };
    FailOn *failon;
    const Node *root;

    if (text.len > FAILON_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (!(root = read_any(&r)))
        return false;
    if (peek(&r).len)
        return refuse(&r, r.at, RULE_REST, peek(&r), STR(""));
    if (!(failon = ARENA_NEW(arena, FailOn)))
        return err_no_memory(err);
    failon->root = root;
    failon->asks_record = r.asks_record;
    *out = failon;
    return true;
}

bool failon_asks_record(const FailOn *failon)
{
    return failon->asks_record;
}

Str failon_word(size_t i)
{
    return i < FACTS ? FACT[i].word : STR("");
}

/* ---- deciding ------------------------------------------------------------------------ */

typedef enum { STATE_FRESH, STATE_UNDATED, STATE_UNUSABLE } SourceState;

typedef struct {
    const Scan *scan;
    SourceState state[FAILON_SOURCES];
    const ScanFinding *finding; /* NULL: every finding fact is false */
} Facts;

static const Str SOURCE_IDS[FAILON_SOURCES] = {
    [FAILON_DATABASE] = STR_ROW(""), /* the whole of it, dated by its newest source */
    [FAILON_KEV] = STR_ROW("kev"),
    [FAILON_EPSS] = STR_ROW("epss"),
};

static SourceState state_of_date(const Scan *scan, int64_t date_s)
{
    if (date_s == 0)
        return STATE_UNDATED;
    return (scan->now_s - date_s) / 86400 > scan->max_age_days ? STATE_UNUSABLE : STATE_FRESH;
}

static SourceState source_state(const Scan *scan, FailOnSource source)
{
    const ScanDatabase *db = &scan->database;

    if (!db->present)
        return STATE_UNUSABLE;
    if (source == FAILON_DATABASE)
        return state_of_date(scan, db->date_s);
    for (size_t i = 0; i < db->source_count; i++)
        if (str_eq(db->sources[i].id, SOURCE_IDS[source]) && db->sources[i].records)
            return state_of_date(scan, db->sources[i].date_s);
    return STATE_UNUSABLE;
}

static Truth truth_of(bool value)
{
    return value ? TRUTH_TRUE : TRUTH_FALSE;
}

static Truth compare(uint64_t left, Op op, uint64_t right)
{
    switch (op) {
    case OP_GREATER:
        return truth_of(left > right);
    case OP_GREATER_EQUAL:
        return truth_of(left >= right);
    case OP_LESS:
        return truth_of(left < right);
    case OP_LESS_EQUAL:
        return truth_of(left <= right);
    case OP_EQUAL:
        return truth_of(left == right);
    case OP_UNEQUAL:
        return truth_of(left != right);
    }
    return TRUTH_UNKNOWN;
}

/* Both sides times the number of components: a share is compared without dividing. The largest
 * product is NUMBER_UNIT * SBOM_COMPONENTS_MAX * inputs, which 64 bits hold for 9,000 inputs. */
static Truth coverage_truth(const Scan *scan, const Node *node)
{
    if (scan->components == 0)
        return compare(0, node->op, node->number);
    return compare(scan->checked * NUMBER_UNIT, node->op, node->number * scan->components);
}

/* A flag that is not set is only a "no" when its source is known to be fresh. */
static Truth flag_truth(bool set, SourceState state)
{
    if (set)
        return TRUTH_TRUE;
    return state == STATE_FRESH ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

/* Harm that nobody assessed counts as the worst (risk/harm.h); a finding without any was decided to
 * do none, which is less than the least. */
static uint64_t harm_counts(Str word)
{
    Harm harm;

    if (word.len == 0)
        return HARM_UNASSESSED;
    return harm_of(word, &harm) ? harm : HARM_CATASTROPHIC;
}

static bool flag_of_record(const ScanVerdict *verdict, Fact fact)
{
    bool undecided = str_eq(verdict->status, STR("undecided"))
                  || str_eq(verdict->status, STR("contradiction"));
    bool review = str_eq(verdict->risk, STR("review"));

    if (fact == FACT_CONTROLLED)
        return str_eq(verdict->risk, STR("controlled"));
    if (fact == FACT_REVIEW)
        return review;
    if (fact == FACT_UNCONTROLLED) /* so is what nobody assessed, or nobody decided after review */
        return review || str_eq(verdict->risk, STR("uncontrolled"))
            || str_eq(verdict->risk, STR("not-assessed"));
    if (fact == FACT_OVERDUE)
        return verdict->overdue;
    return undecided == (fact == FACT_UNDECIDED);
}

static Truth record_truth(const Facts *facts, SourceState state, const Node *node)
{
    const ScanVerdict *verdict;

    if (!facts->scan->verdicts)
        return TRUTH_UNKNOWN;
    if (!facts->finding)
        return flag_truth(false, state);
    verdict = facts_verdict(facts->scan, facts->finding);
    if (node->fact == FACT_HARM)
        return compare(harm_counts(verdict->harm), node->op, node->number);
    return truth_of(flag_of_record(verdict, node->fact));
}

static Truth finding_truth(const ScanFinding *f, SourceState state, const Node *node)
{
    switch (node->fact) {
    case FACT_KEV:
        return flag_truth(f && f->flaw->kev, state);
    case FACT_FIXABLE:
        return flag_truth(f && f->evidence->fixed_count > 0, state);
    case FACT_EPSS:
        if (f && f->flaw->epss_score == SCAN_NO_PARTS)
            return TRUTH_UNKNOWN;
        return f ? compare(f->flaw->epss_score * (NUMBER_UNIT / 100000), node->op, node->number)
                 : TRUTH_FALSE;
    case FACT_CVSS:
        if (f && (f->flaw->score_count == 0 || f->flaw->scores[0].score < 0))
            return TRUTH_UNKNOWN;
        return f ? compare((uint64_t)f->flaw->scores[0].score * (NUMBER_UNIT / 10), node->op,
                           node->number)
                 : TRUTH_FALSE;
    case FACT_SEVERITY:
        if (f && f->flaw->severity == SEVERITY_UNKNOWN)
            return TRUTH_UNKNOWN;
        return f ? compare(f->flaw->severity, node->op, node->number) : TRUTH_FALSE;
    case FACT_DECIDED:
    case FACT_UNDECIDED:
    case FACT_CONTROLLED:
    case FACT_REVIEW:
    case FACT_UNCONTROLLED:
    case FACT_HARM:
    case FACT_OVERDUE:
    case FACT_COVERAGE:
    case FACT_UNCHECKED:
    case FACTS:
        break;
    }
    return TRUTH_UNKNOWN;
}

static Truth fact_truth(const Facts *facts, const Node *node)
{
    SourceState state = facts->state[FACT[node->fact].source];

    if (node->fact == FACT_COVERAGE)
        return coverage_truth(facts->scan, node);
    if (node->fact == FACT_UNCHECKED)
        return compare(facts->scan->unchecked * NUMBER_UNIT, node->op, node->number);
    if (FACT[node->fact].of_record)
        return record_truth(facts, state, node);
    if (state == STATE_UNUSABLE)
        return TRUTH_UNKNOWN;
    return finding_truth(facts->finding, state, node);
}

/* Recursion: a tree is never deeper than FAILON_BYTES_MAX, three bytes a fact at least. */
static Truth node_truth(const Facts *facts, const Node *node)
{
    Truth left, right;

    if (node->kind == NODE_FACT)
        return fact_truth(facts, node);
    left = node_truth(facts, node->left);
    if (node->kind == NODE_NOT)
        return (Truth)(TRUTH_TRUE - left);
    right = node_truth(facts, node->right);
    if (node->kind == NODE_ALL)
        return left < right ? left : right;
    return left > right ? left : right;
}

/* Walks the unknown parts of an unknown expression down to the facts that make it so: to the
 * sources, or (returned) to a fact that this finding alone lacks. */
static bool blame(const Facts *facts, const Node *node, bool unusable[FAILON_SOURCES])
{
    FailOnSource source = FACT[node->fact].source;
    bool own;

    if (node_truth(facts, node) != TRUTH_UNKNOWN)
        return false;
    if (node->kind != NODE_FACT) {
        own = blame(facts, node->left, unusable);
        return (node->right && blame(facts, node->right, unusable)) || own;
    }
    own = facts->state[source] == STATE_FRESH ||
          (facts->state[source] == STATE_UNDATED && FACT[node->fact].kind != KIND_FLAG);
    if (!own)
        unusable[source] = true;
    return own;
}

static void note_finding(FailOnVerdict *verdict, size_t finding_i)
{
    if (verdict->finding_count < FAILON_NAMED_MAX)
        verdict->findings[verdict->finding_count] = finding_i;
    verdict->finding_count++;
}

/* Notes who is behind the outcome; a finding counts when it has it by a fact of its own. */
static void collect(const Node *root, Facts *facts, FailOnVerdict *verdict)
{
    facts->finding = NULL;
    verdict->by_scan = node_truth(facts, root) == verdict->truth;
    if (verdict->by_scan && verdict->truth == TRUTH_UNKNOWN)
        (void)blame(facts, root, verdict->unusable);
    for (size_t i = 0; i < facts->scan->finding_count; i++) {
        facts->finding = &facts->scan->findings[i];
        if (node_truth(facts, root) != verdict->truth)
            continue;
        if (verdict->truth == TRUTH_TRUE || blame(facts, root, verdict->unusable))
            note_finding(verdict, i);
    }
}

static Facts facts_of(const Scan *scan)
{
    Facts facts = { .scan = scan };

    for (FailOnSource source = 0; source < FAILON_SOURCES; source++)
        facts.state[source] = source_state(scan, source);
    return facts;
}

Truth failon_finding(const FailOn *failon, const Scan *scan, size_t finding_i)
{
    Facts facts = facts_of(scan);

    facts.finding = &scan->findings[finding_i];
    return node_truth(&facts, failon->root);
}

Truth failon_lists(const FailOn *failon, const Scan *scan, size_t finding_i)
{
    Facts facts = facts_of(scan);

    for (FailOnSource source = 0; source < FAILON_SOURCES; source++)
        if (facts.state[source] == STATE_UNUSABLE)
            facts.state[source] = STATE_UNDATED;
    facts.finding = &scan->findings[finding_i];
    return node_truth(&facts, failon->root);
}

FailOnVerdict failon_evaluate(const FailOn *failon, const Scan *scan)
{
    FailOnVerdict verdict = { 0 };
    Facts facts = facts_of(scan);
    Truth truth;

    verdict.truth = node_truth(&facts, failon->root);
    for (size_t i = 0; i < scan->finding_count; i++) {
        facts.finding = &scan->findings[i];
        truth = node_truth(&facts, failon->root);
        verdict.truth = truth > verdict.truth ? truth : verdict.truth;
    }
    if (verdict.truth != TRUTH_FALSE)
        collect(failon->root, &facts, &verdict);
    return verdict;
}

/* ---- telling why --------------------------------------------------------------------- */

static void add_findings(Buf *out, const FailOnVerdict *verdict, const Scan *scan, Lang lang)
{
    char more[24];

    for (size_t i = 0; i < verdict->finding_count && i < FAILON_NAMED_MAX; i++) {
        const ScanFinding *f = &scan->findings[verdict->findings[i]];
        if (i)
            buf_add(out, msg_text(lang, STR("report.comma")));
        say(out, lang, f->component->version.len ? STR("report.failon-finding-version")
                                                : STR("report.failon-finding"),
            f->flaw->id, f->component->name, f->component->version);
    }
    if (verdict->finding_count > FAILON_NAMED_MAX) {
        snprintf(more, sizeof more, "%zu", verdict->finding_count - FAILON_NAMED_MAX);
        say(out, lang, STR("report.failon-more"), str_of(more));
    }
}

static void add_sources(Buf *out, const FailOnVerdict *verdict, Lang lang)
{
    bool first = true;

    for (FailOnSource source = 0; source < FAILON_SOURCES; source++) {
        if (!verdict->unusable[source])
            continue;
        if (!first)
            buf_add(out, msg_text(lang, STR("report.comma")));
        buf_add(out, source == FAILON_DATABASE ? msg_text(lang, STR("report.failon-database"))
                                               : SOURCE_IDS[source]);
        first = false;
    }
    if (!first)
        buf_add(out, msg_text(lang, STR("report.failon-unusable")));
    if (!first && verdict->finding_count)
        buf_add(out, msg_text(lang, STR("report.semicolon")));
}

void failon_explain(const FailOnVerdict *verdict, const Scan *scan, Lang lang, Buf *out)
{
    if (verdict->truth == TRUTH_FALSE)
        return;
    if (verdict->truth == TRUTH_TRUE) {
        buf_add(out, msg_text(lang, STR("report.failon-true")));
        if (verdict->finding_count == 0 || verdict->by_scan)
            buf_add(out, msg_text(lang, STR("report.failon-by-scan")));
        else
            add_findings(out, verdict, scan, lang);
        return;
    }
    buf_add(out, msg_text(lang, STR("report.failon-unknown")));
    add_sources(out, verdict, lang);
    if (verdict->finding_count) {
        buf_add(out, msg_text(lang, STR("report.failon-without")));
        add_findings(out, verdict, scan, lang);
    }
}
