/* SPDX-License-Identifier: Apache-2.0 */
#include "cvss_lines.h"

TEST(every_base_vector_and_red_hats_suite_for_v2_have_their_scores)
{
    file_check("redhat/vectors_simple2", redhat_line, 729);
    file_check("redhat/vectors_calculator2", redhat_line, 5);
    file_check("redhat/vectors_cvsslib2", redhat_line, 24);
}

TEST(four_thousand_v2_vectors_with_optional_metrics_have_their_scores)
{
    file_check("generated/random-2.0.tsv", tab_line, 4000);
}
