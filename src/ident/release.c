/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/release.h"

#include <string.h>

typedef struct {
    Str name, release;
} Codename;

/* Source: distro-info-data, debian.csv: columns series and version. "sid" and "experimental"
 * have no number; OSV files the first as "Debian:sid". */
static const Codename DEBIAN[] = {
    { STR_ROW("buzz"), STR_ROW("1.1") }, { STR_ROW("rex"), STR_ROW("1.2") },
    { STR_ROW("bo"), STR_ROW("1.3") }, { STR_ROW("hamm"), STR_ROW("2.0") },
    { STR_ROW("slink"), STR_ROW("2.1") }, { STR_ROW("potato"), STR_ROW("2.2") },
    { STR_ROW("woody"), STR_ROW("3.0") }, { STR_ROW("sarge"), STR_ROW("3.1") },
    { STR_ROW("etch"), STR_ROW("4.0") }, { STR_ROW("lenny"), STR_ROW("5.0") },
    { STR_ROW("squeeze"), STR_ROW("6.0") }, { STR_ROW("wheezy"), STR_ROW("7") },
    { STR_ROW("jessie"), STR_ROW("8") }, { STR_ROW("stretch"), STR_ROW("9") },
    { STR_ROW("buster"), STR_ROW("10") }, { STR_ROW("bullseye"), STR_ROW("11") },
    { STR_ROW("bookworm"), STR_ROW("12") }, { STR_ROW("trixie"), STR_ROW("13") },
    { STR_ROW("forky"), STR_ROW("14") }, { STR_ROW("duke"), STR_ROW("15") },
    { STR_ROW("sid"), STR_ROW("sid") }, { STR_ROW("unstable"), STR_ROW("sid") },
};

/* Source: distro-info-data, ubuntu.csv. */
static const Codename UBUNTU[] = {
    { STR_ROW("warty"), STR_ROW("4.10") }, { STR_ROW("hoary"), STR_ROW("5.04") },
    { STR_ROW("breezy"), STR_ROW("5.10") }, { STR_ROW("dapper"), STR_ROW("6.06") },
    { STR_ROW("edgy"), STR_ROW("6.10") }, { STR_ROW("feisty"), STR_ROW("7.04") },
    { STR_ROW("gutsy"), STR_ROW("7.10") }, { STR_ROW("hardy"), STR_ROW("8.04") },
    { STR_ROW("intrepid"), STR_ROW("8.10") }, { STR_ROW("jaunty"), STR_ROW("9.04") },
    { STR_ROW("karmic"), STR_ROW("9.10") }, { STR_ROW("lucid"), STR_ROW("10.04") },
    { STR_ROW("maverick"), STR_ROW("10.10") }, { STR_ROW("natty"), STR_ROW("11.04") },
    { STR_ROW("oneiric"), STR_ROW("11.10") }, { STR_ROW("precise"), STR_ROW("12.04") },
    { STR_ROW("quantal"), STR_ROW("12.10") }, { STR_ROW("raring"), STR_ROW("13.04") },
    { STR_ROW("saucy"), STR_ROW("13.10") }, { STR_ROW("trusty"), STR_ROW("14.04") },
    { STR_ROW("utopic"), STR_ROW("14.10") }, { STR_ROW("vivid"), STR_ROW("15.04") },
    { STR_ROW("wily"), STR_ROW("15.10") }, { STR_ROW("xenial"), STR_ROW("16.04") },
    { STR_ROW("yakkety"), STR_ROW("16.10") }, { STR_ROW("zesty"), STR_ROW("17.04") },
    { STR_ROW("artful"), STR_ROW("17.10") }, { STR_ROW("bionic"), STR_ROW("18.04") },
    { STR_ROW("cosmic"), STR_ROW("18.10") }, { STR_ROW("disco"), STR_ROW("19.04") },
    { STR_ROW("eoan"), STR_ROW("19.10") }, { STR_ROW("focal"), STR_ROW("20.04") },
    { STR_ROW("groovy"), STR_ROW("20.10") }, { STR_ROW("hirsute"), STR_ROW("21.04") },
    { STR_ROW("impish"), STR_ROW("21.10") }, { STR_ROW("jammy"), STR_ROW("22.04") },
    { STR_ROW("kinetic"), STR_ROW("22.10") }, { STR_ROW("lunar"), STR_ROW("23.04") },
    { STR_ROW("mantic"), STR_ROW("23.10") }, { STR_ROW("noble"), STR_ROW("24.04") },
    { STR_ROW("oracular"), STR_ROW("24.10") }, { STR_ROW("plucky"), STR_ROW("25.04") },
    { STR_ROW("questing"), STR_ROW("25.10") }, { STR_ROW("resolute"), STR_ROW("26.04") },
    { STR_ROW("stonking"), STR_ROW("26.10") },
};

/* Debian counted releases with two numbers up to 6.0. */
enum { DEBIAN_FIRST_WHOLE = 7 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool add(Release *out, Str text)
{
    if (text.len > RELEASE_BYTES_MAX - out->len)
        return false;
    if (text.len)
        memcpy(out->text + out->len, text.ptr, text.len);
    out->len += text.len;
    return true;
}

/* The first `count` numbers of "8.2.2004", or nothing when there are fewer. */
static Str numbers(Str text, size_t count)
{
    size_t i = 0;

    for (size_t k = 0; k < count; k++) {
        size_t from = k ? i + 1 : 0;
        if (k && (i >= text.len || text.ptr[i] != '.'))
            return (Str){ 0 };
        for (i = from; i < text.len && is_digit(text.ptr[i]); i++)
            ;
        if (i == from)
            return (Str){ 0 };
    }
    return str_slice(text, 0, i);
}

static bool set(Release *out, Str prefix, Str text)
{
    Release made = { .len = 0 };

    if (text.len == 0 || !add(&made, prefix) || !add(&made, text))
        return false;
    *out = made;
    return true;
}

static Str codename(const Codename *rows, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(rows[i].name, name))
            return rows[i].release;
    return (Str){ 0 };
}

bool release_major(Str words, Release *out)
{
    return set(out, (Str){ 0 }, numbers(words, 1));
}

bool release_minor(Str words, Release *out)
{
    return set(out, (Str){ 0 }, numbers(words, 2));
}

bool release_verbatim(Str words, Release *out)
{
    bool known = (words.len && is_digit(words.ptr[0])) || str_eq(words, STR("stream"));

    return known && set(out, (Str){ 0 }, words);
}

bool release_debian(Str words, Release *out)
{
    Str major = numbers(words, 1), named = codename(DEBIAN, ARRAY_LEN(DEBIAN), words);
    uint64_t number;

    if (named.len)
        return set(out, (Str){ 0 }, named);
    if (!str_to_u64(major, &number))
        return false;
    return set(out, (Str){ 0 }, number < DEBIAN_FIRST_WHOLE ? numbers(words, 2) : major);
}

/* OSV puts "Pro:", "Pro:FIPS:" … before the number; each is an archive of its own. */
bool release_ubuntu(Str words, Release *out)
{
    Str named, prefix;
    size_t start;

    if (str_ends(words, STR(":LTS")))
        words.len -= 4;
    for (start = words.len; start > 0 && words.ptr[start - 1] != ':'; start--)
        ;
    prefix = str_slice(words, 0, start);
    words = str_slice(words, start, words.len);
    named = codename(UBUNTU, ARRAY_LEN(UBUNTU), words);
    return set(out, prefix, named.len ? named : numbers(words, 2));
}

bool release_alpine(Str words, Release *out)
{
    if (str_eq(words, STR("edge")) || str_find_char(words, '_') < words.len)
        return set(out, (Str){ 0 }, STR("edge"));
    if (words.len && words.ptr[0] == 'v')
        words = str_slice(words, 1, words.len);
    return set(out, STR("v"), numbers(words, 2));
}

/* Amazon Linux 1 was numbered by year and month, 2011.09 to 2018.03. */
bool release_amazon(Str words, Release *out)
{
    Str major = numbers(words, 1);
    uint64_t number;

    if (!str_to_u64(major, &number))
        return false;
    return set(out, (Str){ 0 }, number >= 2011 && number <= 2018 ? STR("1") : major);
}

bool release_redhat(Str words, Release *out)
{
    Str mainline = STR("enterprise_linux:");

    words = str_slice(words, 0, str_find(words, STR("::")));
    if (str_starts(words, mainline))
        words = str_slice(words, mainline.len, words.len);
    if (words.len && is_digit(words.ptr[0]))
        return release_major(words, out);
    return str_find_char(words, ':') < words.len && set(out, (Str){ 0 }, words);
}

bool release_of_redhat_repository(Str repository, Release *out)
{
    static const struct { Str mark, product; } STREAMS[] = {
        { STR_ROW("-eus-"), STR_ROW("rhel_eus:") }, { STR_ROW("-aus-"), STR_ROW("rhel_aus:") },
        { STR_ROW("-e4s-"), STR_ROW("rhel_e4s:") }, { STR_ROW("-tus-"), STR_ROW("rhel_tus:") },
    };
    Str dot = STR("_DOT_"), release = str_slice(repository, str_find(repository, STR("__")) + 2,
                                                repository.len);
    size_t at = str_find(release, dot);
    Release made = { .len = 0 };

    for (size_t i = 0; i < ARRAY_LEN(STREAMS); i++) {
        if (str_find(repository, STREAMS[i].mark) == repository.len || at == release.len)
            continue;
        if (!add(&made, STREAMS[i].product) || !add(&made, str_slice(release, 0, at))
            || !add(&made, STR("."))
            || !add(&made, str_slice(release, at + dot.len, release.len)))
            return false;
        *out = made;
        return true;
    }
    return false;
}

/* The word after *rest's next space, and what follows it. */
static bool next_word(Str *rest, Str *word)
{
    return str_next(rest, ' ', word);
}

/* All products and modules of one service pack take the same packages, and long-term
 * support only goes on where general support ended; so they share one release. */
static bool service_pack(Str words, Release *out)
{
    Str rest = words, word, pack;

    while (next_word(&rest, &word)) {
        if (word.len == 0 || !is_digit(word.ptr[0]))
            continue;
        word = numbers(word, 1);
        if (!next_word(&rest, &pack) || !str_starts(pack, STR("SP")))
            return set(out, (Str){ 0 }, word);
        pack = numbers(str_slice(pack, 2, pack.len), 1);
        return pack.len && set(out, (Str){ 0 }, word) && add(out, STR(".")) && add(out, pack);
    }
    return false;
}

static bool micro_version(Str words, Release *out)
{
    size_t i = 0;

    while (i < words.len && !is_digit(words.ptr[i]))
        i++;
    return release_suse_micro(str_slice(words, i, words.len), out);
}

bool release_suse(Str words, Release *out)
{
    Str two = numbers(words, 2);

    if (words.len && is_digit(words.ptr[0]))
        return set(out, (Str){ 0 }, two.len ? two : numbers(words, 1));
    if (str_find(words, STR("Micro")) < words.len)
        return micro_version(words, out);
    if (str_starts(words, STR("Linux Enterprise ")))
        return service_pack(words, out);
    return str_find_char(words, ' ') < words.len && set(out, (Str){ 0 }, words);
}

bool release_suse_micro(Str words, Release *out)
{
    return set(out, STR("Micro "), numbers(words, 2));
}

bool release_leap(Str words, Release *out)
{
    Str leap = STR("Leap ");

    if (str_starts(words, STR("Tumbleweed")))
        return release_tumbleweed(words, out);
    if (str_starts(words, leap))
        words = str_slice(words, leap.len, words.len);
    if (str_starts(words, STR("Micro ")))
        return set(out, leap, words);
    return set(out, leap, numbers(words, 2));
}

bool release_tumbleweed(Str words, Release *out)
{
    (void)words;
    return set(out, (Str){ 0 }, STR("Tumbleweed"));
}
