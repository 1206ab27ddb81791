/* SPDX-License-Identifier: Apache-2.0 */
/* err.h — what failed, where, and by which rule.
 *
 * A function that can fail returns bool, is MUST_CHECK and takes `Err *err` last. The
 * place of failure sets the rule and its arguments with err_set; each caller prepends
 * the step it knows with err_in. Rendered it reads like a path:
 *
 *     plan.cdx.json: components[3]: purl: at byte 9: no name
 *
 * An Err holds no sentence. Its rule is the id of one, such as "purl.no-name"; the
 * sentences live in po/<language>/<room>.po with %1 … %4 for the arguments. The buffers
 * are fixed, so failing cannot fail. Control characters in steps and arguments become "?": they
 * may come from strangers and must not reach a terminal.
 */
#pragma once

#include "base/str.h"

/* What a failure means to the caller; programs turn it into their exit code. */
typedef enum {
    ERR_NONE,
    ERR_SYNTAX,        /* bytes that break the format                              */
    ERR_UNKNOWN_NAME,  /* a word, version or format that we do not know            */
    ERR_STRUCTURE,     /* well-formed, but something needed is absent or doubled   */
    ERR_LIMIT,         /* a named limit, or no memory                              */
    ERR_IO,            /* the system refused to open, read or write                */
    ERR_USAGE,         /* the command line, or a call that makes no sense          */
    ERR_NO_DATA,       /* the knowledge base is absent or too old                  */
    ERR_VERIFY,        /* a digest, checksum or signature does not hold            */
    ERR_NETWORK,
    ERR_INTERNAL,      /* our fault */
    ERR_CODES,
} ErrCode;

/* The id of a sentence in po/: static text, "<room>.<what>". */
typedef Str RuleId;

enum { ERR_PATH_BYTES = 320, ERR_ARG_BYTES = 160, ERR_ARGS_MAX = 4 };
#define ERR_NO_BYTE UINT64_MAX

typedef struct {
    ErrCode code;
    RuleId rule;
    uint64_t byte;              /* offset in the input, or ERR_NO_BYTE              */
    char path[ERR_PATH_BYTES];  /* steps, outermost first, ended by NUL             */
    char args[ERR_ARG_BYTES];   /* the arguments, each ended by NUL                 */
    unsigned arg_count;
} Err;

/* err_set(err, code, RULE, arg…): up to four Str arguments for the sentence. Clears what *err
 * held, and returns false, to be returned. Long arguments are cut at a character border. */
#define err_set(err, code, ...)                                                                    \
    err_set_texts((err), (code), (const Str[]){ __VA_ARGS__ },                                     \
                  sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))
bool err_set_texts(Err *err, ErrCode code, const Str *texts, size_t count);

/* Says where in the input; returns false. */
bool err_at(Err *err, uint64_t byte);
/* Prepends a step, unless it is empty; returns false. When full, the middle of the path is cut at
 * a character border, never the innermost step. */
bool err_in(Err *err, const char *step_fmt, ...) PRINTF(2, 3);
/* No memory within the arena's cap: ERR_LIMIT with the rule "base.no-memory"; returns false. */
bool err_no_memory(Err *err);
/* Whether it is that: the job must end, whatever else its input is worth. */
bool err_is_no_memory(const Err *err);

/* The argument `i`, or the empty text. */
Str err_arg(const Err *err, size_t i);
/* The whole message in `lang`, without a line end; returns `buffer`, always ended by NUL. */
enum { ERR_TEXT_BYTES = 1024 };
const char *err_text(const Err *err, Lang lang, char *buffer, size_t size);
