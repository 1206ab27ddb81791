/* SPDX-License-Identifier: Apache-2.0 */
/* matrix.h — which exploitability and which severity of harm make a risk acceptable.
 *
 * The matrix belongs to the manufacturer: PM16 shades its figure from controlled to uncontrolled
 * and draws no borders. A matrix has an identifier, a version, an owner and the day on which it
 * was adopted. An assessment names identifier, version and digest, so a later matrix changes no
 * earlier assessment. The default matrix is data, and says that it is an inference.
 *
 * A matrix is refused when a worse band or a worse severity would give a better cell, and when
 * the worst corner (high, catastrophic) is not uncontrolled: then it could not be one of PM16.
 *
 * Text:    JSON on one line, keys in alphabetical order (RFC 8785), so that the same matrix has
 *          the same digest. A cell is C, R or U; a row holds negligible … catastrophic:
 *          {"adopted":"2026-01-15","cells":{"high":"CRUUU","low":"CCCRR","medium":"CCRUU"},
 *          "format":"inro-risk-matrix-1","id":"pump","owner":"…","source":"…","version":1}
 * Source:  PM16, evaluation of risk (figure of exploitability and severity); the default is an
 *          inference.
 * Owns:    a matrix that was read points into the arena.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "risk/harm.h"

enum {
    MATRIX_BYTES_MAX = 16384,
    MATRIX_ID_BYTES_MAX = 64,     /* small letters, digits, '-' and '.' */
    MATRIX_TEXT_BYTES_MAX = 1024, /* of owner and source, each */
    MATRIX_VERSION_MAX = 1000000,
    MATRIX_DIGEST_BYTES = 64,     /* SHA-256 of the text, in small hexadecimal digits */
};

typedef struct {
    Str id;
    uint32_t version;  /* from 1 */
    Str owner;         /* a role or the id of a person's record, never a person's name */
    Str adopted;       /* "2026-01-15": the day from which it holds */
    Str source;        /* what the borders rest on */
    RiskLevel cell[BANDS][HARM_CATASTROPHIC]; /* [band][harm - 1] */
} RiskMatrix;

/* What an assessment keeps of its matrix. */
typedef struct {
    Str id;
    uint32_t version;
    Str digest; /* of matrix_write's bytes, as 64 hexadecimal digits; made by the caller */
} MatrixRef;

/* Our own, for those who have none yet; its source says "inference". */
const RiskMatrix *matrix_default(void);

/* What nobody assessed counts as catastrophic. */
RiskLevel matrix_level(const RiskMatrix *matrix, Band band, Harm harm);

/* Fails: ERR_STRUCTURE naming both cells, or the field, that breaks a rule above. */
MUST_CHECK bool matrix_check(const RiskMatrix *matrix, Err *err);
/* Reads and checks. Fails: as json_parse; ERR_STRUCTURE and ERR_UNKNOWN_NAME naming the field. */
MUST_CHECK bool matrix_read(Str json, Arena *arena, RiskMatrix *out, Err *err);
/* The one text of a matrix that matrix_check accepts. */
void matrix_write(const RiskMatrix *matrix, Buf *buf);

/* Fails: ERR_VERIFY when the reference is not one to this matrix; ERR_SYNTAX when its digest is
 * none. Whether the digest is that of the matrix is the caller's to see: he has the bytes. */
MUST_CHECK bool matrix_ref_check(const MatrixRef *ref, const RiskMatrix *matrix, Err *err);
bool matrix_ref_equal(const MatrixRef *a, const MatrixRef *b);
