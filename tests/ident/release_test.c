/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/release.h"
#include "test.h"

static const struct {
    ReleaseRule *rule;
    const char *words, *want, *why; /* want NULL: no release */
} ROWS[] = {
    { release_debian, "12.15", "12", "point releases do not count" },
    { release_debian, "bookworm", "12", "a name stands for its number" },
    { release_debian, "6.0.10", "6.0", "until squeeze releases had two numbers" },
    { release_debian, "17", "17", "numbers newer than our table are numbers all the same" },
    { release_debian, "sid", "sid", "unstable has no number, OSV names it" },
    { release_debian, "unstable", "sid", "its other name" },
    { release_debian, "testing", NULL, "which release that is depends on the day" },
    { release_debian, "bookworm/sid", NULL, "testing or unstable: not told" },
    { release_debian, "", NULL, "nothing is no release" },
    { release_ubuntu, "22.04:LTS", "22.04", "OSV marks long-term support" },
    { release_ubuntu, "22.04.3", "22.04", "point releases do not count" },
    { release_ubuntu, "Jammy", "22.04", "a name stands for its number" },
    { release_ubuntu, "Pro:18.04:LTS", "Pro:18.04", "an archive of its own" },
    { release_ubuntu, "Pro:FIPS-updates:20.04:LTS", "Pro:FIPS-updates:20.04", "and another" },
    { release_ubuntu, "22", NULL, "half a number" },
    { release_alpine, "v3.18", "v3.18", "OSV's spelling" },
    { release_alpine, "3.18.4", "v3.18", "the branch counts" },
    { release_alpine, "edge", "edge", "the rolling branch" },
    { release_alpine, "3.19_alpha20230901", "edge", "its name in os-release" },
    { release_alpine, "three", NULL, "not a number" },
    { release_major, "9.2", "9", "minor releases share one stream" },
    { release_major, "x9", NULL, "begins with a digit" },
    { release_minor, "4.0", "4.0", "two numbers" },
    { release_minor, "4", NULL, "one is not enough" },
    { release_verbatim, "22.03-LTS-SP4", "22.03-LTS-SP4", "openEuler's words" },
    { release_verbatim, "stream", "stream", "Alpaquita's rolling release" },
    { release_verbatim, "debian-12", NULL, "another distribution" },
    { release_amazon, "2 (Karoo)", "2", "trivy adds the name" },
    { release_amazon, "2018.03", "1", "Amazon Linux 1" },
    { release_amazon, "2023", "2023", "the year is the number again" },
    { release_redhat, "enterprise_linux:9::baseos", "9", "OSV uses CPE words" },
    { release_redhat, "8.6", "8", "the main stream" },
    { release_redhat, "rhel_aus:8.6::appstream", "rhel_aus:8.6", "a stream of its own" },
    { release_redhat, "ootpa", NULL, "not a release" },
    { release_suse, "Linux Enterprise Server 15 SP4-LTSS", "15.4", "support phases share it" },
    { release_suse, "Linux Enterprise Module for Basesystem 15 SP5", "15.5", "modules share it" },
    { release_suse, "Linux Enterprise Server 12", "12", "no service pack" },
    { release_suse, "Linux Enterprise Micro 5.5", "Micro 5.5", "another system" },
    { release_suse, "15.4", "15.4", "as in os-release" },
    { release_suse, "15", "15", "no service pack in os-release" },
    { release_suse_micro, "6.0", "Micro 6.0", "as in os-release" },
    { release_leap, "Leap 15.3", "Leap 15.3", "OSV's words" },
    { release_leap, "15.3", "Leap 15.3", "as in os-release" },
    { release_leap, "Tumbleweed", "Tumbleweed", "OSV's words" },
    { release_tumbleweed, "20230101", "Tumbleweed", "snapshots do not count" },
    { release_of_redhat_repository, "rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4", "rhel_eus:9.4",
      "extended update support" },
    { release_of_redhat_repository, "rhel-9-for-x86_64-baseos-rpms", NULL, "the main stream" },
    { release_of_redhat_repository, "", NULL, "no repository" },
};

TEST(releases_have_one_spelling)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Release got = { .len = 0 };
        bool known = ROWS[i].rule(str_of(ROWS[i].words), &got);

        CHECK_INT(known, ROWS[i].want != NULL, ROWS[i].why);
        CHECK_STR(((Str){ got.text, got.len }), str_of(ROWS[i].want), ROWS[i].why);
    }
}

TEST(long_words_are_no_release)
{
    static const char LONG[] = "1234567890123456789012345678901234567890123456789012345678901234567"
                               "89012345678901234567890123456789012345678901234567890";
    Release got = { .len = 0 };

    CHECK(!release_verbatim(str_of(LONG), &got), "longer than any release");
    CHECK(!release_major(str_of(LONG), &got), "longer than any number");
    CHECK_INT(got.len, 0, "nothing is written");
}

/* The rows of distro-info-data: version, codename, series. */
static void check_series(const char *path, ReleaseRule *rule)
{
    Str rest = test_file(path), line;

    (void)str_next(&rest, '\n', &line);
    while (str_next(&rest, '\n', &line)) {
        Str fields = line, version, name, series;
        Release got = { .len = 0 };

        if (!str_next(&fields, ',', &version) || !str_next(&fields, ',', &name)
            || !str_next(&fields, ',', &series) || version.len == 0)
            continue;
        CHECK(rule(series, &got), "every series with a number is known");
        CHECK_STR(((Str){ got.text, got.len }), str_slice(version, 0, str_find_char(version, ' ')),
                  "and has the number of the table");
    }
}

TEST(debian_names_are_those_of_distro_info)
{
    check_series(TEST_SHARED("data/distro-support/debian.csv"), release_debian);
}

TEST(ubuntu_names_are_those_of_distro_info)
{
    check_series(TEST_SHARED("data/distro-support/ubuntu.csv"), release_ubuntu);
}
