/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.h — finds where a JSON value ends without reading what is in it.
 *
 * Sixty-four bytes at a time: marks of quotes, backslashes and brackets become bit masks, quotes
 * become a mask of what is inside strings, and brackets outside are counted. Text that is no JSON
 * gives some end or none, never a read outside [at, end + JSON_SCAN_SLACK).
 */
#pragma once

#include "base/str.h"

enum { JSON_SCAN_SLACK = 64 }; /* bytes behind `end` that may be read; their value is ignored */

/* `at` stands on an opening bracket; just behind its closing one, or NULL when it is not there. */
const char *json_container_end(const char *at, const char *end);
/* `at` stands on an opening quote; just behind the closing one, or NULL. */
const char *json_string_end(const char *at, const char *end);
/* The first byte that is no JSON white space, or `end`. */
const char *json_skip_space(const char *at, const char *end);
