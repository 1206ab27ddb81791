/* SPDX-License-Identifier: Apache-2.0 */
#include "cvss_lines.h"

TEST(every_base_vector_and_red_hats_suite_for_v3_have_their_scores)
{
    file_check("redhat/vectors_simple3", redhat_line, 2592);
    file_check("redhat/vectors_simple31", redhat_line, 2592);
    file_check("redhat/vectors_calculator3", redhat_line, 2);
    file_check("redhat/vectors_cvsslib3", redhat_line, 29);
}

TEST(four_thousand_vectors_of_3_0_and_of_3_1_have_their_scores)
{
    file_check("generated/random-3.0.tsv", tab_line, 4000);
    file_check("generated/random-3.1.tsv", tab_line, 4000);
}
