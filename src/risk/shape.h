/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h — plain structs as JSON objects, read and written over one table of fields.
 *
 * Private to this room. Every field is there, in alphabetical order when written; an object that
 * lacks one, holds another or doubles one is refused. A text that is not given is the empty text.
 *
 * Depth:  as deep as the tables are, which is four levels.
 * Owns:   what was read points into the arena.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/jsonout.h"

typedef enum {
    SHAPE_FORMAT,      /* the name of the format itself: `text`, nothing in the struct */
    SHAPE_TEXT,        /* Str */
    SHAPE_FLAG,        /* bool */
    SHAPE_U32,         /* uint32_t */
    SHAPE_WORD,        /* an enum, as its word */
    SHAPE_FEASIBILITY, /* const Feasibility *, as its text; NULL is the empty text */
    SHAPE_OBJECT,      /* a struct */
    SHAPE_LIST,        /* a pointer to structs, and a size_t that counts them */
    SHAPE_KINDS,
} ShapeKind;

typedef struct Shape Shape;
typedef struct {
    Str key;
    ShapeKind kind;
    size_t at;            /* in the struct */
    Str text;             /* SHAPE_FORMAT */
    Str (*word)(size_t);  /* SHAPE_WORD: the word of each value */
    size_t count;         /* SHAPE_WORD: values; SHAPE_LIST: elements at most */
    const Shape *shape;   /* SHAPE_OBJECT, SHAPE_LIST */
    size_t count_at;      /* SHAPE_LIST */
} ShapeField;

struct Shape {
    const ShapeField *field; /* in alphabetical order of their keys */
    size_t count;
    size_t size;             /* of the struct */
};

/* Fails: ERR_STRUCTURE, ERR_UNKNOWN_NAME and ERR_LIMIT naming the key. `to` may be written in part
 * then. */
MUST_CHECK bool shape_read(const Json *json, const Shape *shape, Arena *arena, void *to, Err *err);
void shape_write(const Shape *shape, const void *from, JsonOut *out);
