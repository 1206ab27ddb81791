/* SPDX-License-Identifier: Apache-2.0 */
/* page.h — style and script of the HTML report: page.css and page.js, put here by tools/embed,
 * each with its SHA-256 in base64 for the Content-Security-Policy. */
#pragma once

#include "base/str.h"

extern const Str PAGE_CSS, PAGE_CSS_SHA256, PAGE_JS, PAGE_JS_SHA256;
