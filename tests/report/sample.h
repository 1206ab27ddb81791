/* SPDX-License-Identifier: Apache-2.0 */
/* sample.h — one small scan made by hand, with everything a report can be asked to print. */
#pragma once

#include "report/report.h"

/* Three inputs' worth of findings, each coverage list used, hostile names among them. */
Scan sample_scan(void);
/* The same as the scan of a product: what the record says of each finding. In force and overdue; in
 * force and settled; waiting for its review; never looked at. */
Scan sample_product(void);
/* The same inputs with nothing found: two components unchecked, fresh data. */
Scan sample_zero(void);
