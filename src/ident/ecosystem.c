/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/ecosystem.h"

#include "ident/release.h"

#include <string.h>

/* How an ecosystem spells the name that a purl keeps in two parts. */
typedef enum {
    NAME_SLASH = 1 << 0,  /* namespace "/" name */
    NAME_COLON = 1 << 1,  /* namespace ":" name */
    NAME_DOT = 1 << 2,    /* namespace "." name; a "/" of ours is read too */
    NAME_SCOPE = 1 << 3,  /* the namespace begins with '@' */
    NAME_LOWER = 1 << 4,  /* case tells no names apart */
    NAME_PEP503 = 1 << 5, /* runs of '-', '_' and '.' are one '-' */
    NAME_GO = 1 << 6,     /* the standard library is "stdlib" */
    NAME_URL = 1 << 7,    /* without "https://" and ".git" */
} NameRule;

typedef struct {
    EcosystemRow row;
    unsigned name;
    ReleaseRule *release; /* NULL: the distribution has none, or it is no distribution */
} Entry;

#define LANGUAGE(type, osv, scheme, name)                                                          \
    { { STR_ROW(type), { 0 }, STR_ROW(osv), scheme, false }, name, NULL }
#define DISTRIBUTION(type, ns, osv, scheme, release)                                               \
    { { STR_ROW(type), STR_ROW(ns), STR_ROW(osv), scheme, true }, 0, release }

/* Sources: OSV schema, ecosystems.json and its "purl" notes; purl-spec type definitions; for the
 * namespaces of distributions the ID of their /etc/os-release as SBOM tools write it (seen in
 * ../shared/data/sboms and sboms-bulk). The first row of an OSV word reads OSV's releases.
 *
 * Case is folded where the registry does not tell names apart by it. Go's proxy does, but
 * older tools wrote lower-case purls and no two modules with advisories differ by case only.
 * opam orders versions as Debian does (opam manual, "Version ordering").
 * CentOS, Fedora, Amazon Linux and Oracle Linux are distributions without OSV data: naming
 * them keeps their components "without data" and away from other distributions' records. */
static const Entry ENTRIES[] = {
    LANGUAGE("npm", "npm", SCHEME_NPM, NAME_SLASH | NAME_SCOPE),
    LANGUAGE("maven", "Maven", SCHEME_MAVEN, NAME_COLON),
    LANGUAGE("golang", "Go", SCHEME_GOLANG, NAME_SLASH | NAME_LOWER | NAME_GO),
    LANGUAGE("pypi", "PyPI", SCHEME_PYPI, NAME_LOWER | NAME_PEP503),
    LANGUAGE("nuget", "NuGet", SCHEME_NUGET, NAME_LOWER),
    LANGUAGE("dotnet", "NuGet", SCHEME_NUGET, NAME_LOWER),      /* syft before 0.75 */
    LANGUAGE("dotnet-core", "NuGet", SCHEME_NUGET, NAME_LOWER), /* trivy, deps.json */
    LANGUAGE("cargo", "crates.io", SCHEME_CARGO, 0),
    LANGUAGE("composer", "Packagist", SCHEME_COMPOSER, NAME_SLASH | NAME_LOWER),
    LANGUAGE("gem", "RubyGems", SCHEME_GEM, 0),
    LANGUAGE("pub", "Pub", SCHEME_PUB, NAME_LOWER),
    LANGUAGE("hex", "Hex", SCHEME_HEX, NAME_SLASH | NAME_LOWER),
    LANGUAGE("cran", "CRAN", SCHEME_CRAN, 0),
    LANGUAGE("bioconductor", "Bioconductor", SCHEME_CRAN, 0),
    LANGUAGE("hackage", "Hackage", SCHEME_HACKAGE, 0),
    LANGUAGE("swift", "SwiftURL", SCHEME_SWIFT, NAME_SLASH | NAME_LOWER | NAME_URL),
    LANGUAGE("conan", "ConanCenter", SCHEME_CONAN, 0),
    LANGUAGE("julia", "Julia", SCHEME_SEMVER, 0),
    LANGUAGE("opam", "opam", SCHEME_DEB, 0),
    LANGUAGE("bitnami", "Bitnami", SCHEME_SEMVER, NAME_LOWER),
    LANGUAGE("githubactions", "GitHub Actions", SCHEME_SEMVER, NAME_SLASH | NAME_LOWER),
    LANGUAGE("vscode-extension", "VSCode", SCHEME_SEMVER, NAME_DOT | NAME_LOWER),

    DISTRIBUTION("deb", "debian", "Debian", SCHEME_DEB, release_debian),
    DISTRIBUTION("deb", "ubuntu", "Ubuntu", SCHEME_DEB, release_ubuntu),
    DISTRIBUTION("deb", "echo", "Echo", SCHEME_DEB, NULL),
    DISTRIBUTION("apk", "alpine", "Alpine", SCHEME_APK, release_alpine),
    DISTRIBUTION("alpine", "", "Alpine", SCHEME_APK, release_alpine), /* syft before 0.66 */
    DISTRIBUTION("apk", "wolfi", "Wolfi", SCHEME_APK, NULL),
    DISTRIBUTION("apk", "chainguard", "Chainguard", SCHEME_APK, NULL),
    DISTRIBUTION("apk", "minimos", "MinimOS", SCHEME_APK, NULL),
    DISTRIBUTION("apk", "cleanstart", "CleanStart", SCHEME_APK, NULL),
    DISTRIBUTION("apk", "alpaquita", "Alpaquita", SCHEME_APK, release_verbatim),
    DISTRIBUTION("apk", "bellsoft-hardened-containers", "BellSoft Hardened Containers", SCHEME_APK,
                 release_verbatim),
    DISTRIBUTION("rpm", "almalinux", "AlmaLinux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "alma", "AlmaLinux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "rocky", "Rocky Linux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "rocky-linux", "Rocky Linux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "redhat", "Red Hat", SCHEME_RPM, release_redhat),
    DISTRIBUTION("rpm", "rhel", "Red Hat", SCHEME_RPM, release_redhat),
    DISTRIBUTION("rpm", "sles", "SUSE", SCHEME_RPM, release_suse),
    DISTRIBUTION("rpm", "sled", "SUSE", SCHEME_RPM, release_suse),
    DISTRIBUTION("rpm", "suse", "SUSE", SCHEME_RPM, release_suse),
    DISTRIBUTION("rpm", "sle-micro", "SUSE", SCHEME_RPM, release_suse_micro),
    DISTRIBUTION("rpm", "sl-micro", "SUSE", SCHEME_RPM, release_suse_micro),
    DISTRIBUTION("rpm", "opensuse-leap", "openSUSE", SCHEME_RPM, release_leap),
    DISTRIBUTION("rpm", "opensuse.leap", "openSUSE", SCHEME_RPM, release_leap),
    DISTRIBUTION("rpm", "opensuse-tumbleweed", "openSUSE", SCHEME_RPM, release_tumbleweed),
    DISTRIBUTION("rpm", "opensuse.tumbleweed", "openSUSE", SCHEME_RPM, release_tumbleweed),
    DISTRIBUTION("rpm", "opensuse", "openSUSE", SCHEME_RPM, release_leap),
    DISTRIBUTION("rpm", "mageia", "Mageia", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "openeuler", "openEuler", SCHEME_RPM, release_verbatim),
    DISTRIBUTION("rpm", "photon", "Photon OS", SCHEME_RPM, release_minor),
    DISTRIBUTION("rpm", "azurelinux", "Azure Linux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "mariner", "Azure Linux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "tuxcare", "TuxCare", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "fedora", "Fedora", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "centos", "CentOS", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "amzn", "Amazon Linux", SCHEME_RPM, release_amazon),
    DISTRIBUTION("rpm", "amazon", "Amazon Linux", SCHEME_RPM, release_amazon),
    DISTRIBUTION("rpm", "ol", "Oracle Linux", SCHEME_RPM, release_major),
    DISTRIBUTION("rpm", "oracle", "Oracle Linux", SCHEME_RPM, release_major),
};

/* ---- text ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Three pieces as one text; a piece alone is not copied. */
static bool join(Arena *arena, Str a, Str b, Str c, Str *out)
{
    char *to;

    if (a.len + b.len == 0 || b.len + c.len == 0) {
        *out = a.len ? a : c;
        return true;
    }
    to = arena_alloc_raw(arena, a.len + b.len + c.len);
    if (!to)
        return false;
    if (a.len)
        memcpy(to, a.ptr, a.len);
    if (b.len)
        memcpy(to + a.len, b.ptr, b.len);
    if (c.len)
        memcpy(to + a.len + b.len, c.ptr, c.len);
    *out = (Str){ to, a.len + b.len + c.len };
    return true;
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

/* Whether the byte at `i` stays as it is under the folding of `rules`. */
static bool is_folded(Str name, size_t i, unsigned rules)
{
    char c = name.ptr[i];

    if ((rules & NAME_LOWER) && lower(c) != c)
        return false;
    if ((rules & NAME_DOT) && c == '/')
        return false;
    return !(rules & NAME_PEP503) || !is_separator(c)
        || (c == '-' && (i + 1 == name.len || !is_separator(name.ptr[i + 1])));
}

static bool name_fold(Arena *arena, unsigned rules, Str *name)
{
    size_t i = 0, used = 0;
    char *to;

    while (i < name->len && is_folded(*name, i, rules))
        i++;
    if (i == name->len)
        return true;
    to = arena_alloc_raw(arena, name->len);
    if (!to)
        return false;
    for (i = 0; i < name->len; i++) {
        char c = rules & NAME_LOWER ? lower(name->ptr[i]) : name->ptr[i];
        bool separator = (rules & NAME_PEP503) && is_separator(c);
        if (separator && i + 1 < name->len && is_separator(name->ptr[i + 1]))
            continue;
        to[used++] = separator ? '-' : (rules & NAME_DOT) && c == '/' ? '.' : c;
    }
    *name = (Str){ to, used };
    return true;
}

static Str url_strip(Str name)
{
    static const Str FRONT[] = { STR_ROW("https://"), STR_ROW("http://") };

    for (size_t i = 0; i < ARRAY_LEN(FRONT); i++)
        if (str_starts(name, FRONT[i]))
            name = str_slice(name, FRONT[i].len, name.len);
    return str_ends(name, STR(".git")) ? str_slice(name, 0, name.len - 4) : name;
}

static bool name_finish(Arena *arena, unsigned rules, Str name, Str *out)
{
    if (rules & NAME_URL)
        name = url_strip(name);
    if ((rules & NAME_GO) && str_eq(name, STR("std")))
        name = STR("stdlib");
    if (!name_fold(arena, rules, &name))
        return false;
    *out = name;
    return true;
}

static bool name_of_purl(const Entry *entry, const Purl *purl, Arena *arena, Str *out)
{
    unsigned rules = entry->name;
    Str mark = rules & NAME_SLASH ? STR("/") : rules & NAME_COLON ? STR(":")
             : rules & NAME_DOT ? STR(".") : (Str){ 0 };
    Str ns = purl->ns, name = purl->name;

    if ((rules & NAME_SCOPE) && ns.len && ns.ptr[0] != '@'
        && !join(arena, STR("@"), ns, (Str){ 0 }, &ns))
        return false;
    if (mark.len && ns.len && !join(arena, ns, mark, purl->name, &name))
        return false;
    return name_finish(arena, rules, name, out);
}

/* ---- OSV's words ---- */

static const Entry *entry_of_osv(Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(ENTRIES); i++)
        if (str_eq_fold(ENTRIES[i].row.osv, word))
            return &ENTRIES[i];
    return NULL;
}

/* "Debian" and "12" as "Debian:12"; without release the word alone. */
static bool key_finish(const Entry *entry, const Release *release, Arena *arena, EcosystemKey *key)
{
    Str text = { release->text, release->len };

    key->row = &entry->row;
    key->release_known = !entry->release || release->len;
    key->ecosystem = entry->row.osv;
    return text.len == 0 || join(arena, entry->row.osv, STR(":"), text, &key->ecosystem);
}

bool ecosystem_is_distribution(Str purl_type)
{
    static const Str TYPES[] = { STR_ROW("deb"), STR_ROW("rpm"), STR_ROW("apk"),
                                 STR_ROW("alpine") };

    for (size_t i = 0; i < ARRAY_LEN(TYPES); i++)
        if (str_eq_fold(TYPES[i], purl_type))
            return true;
    return false;
}

bool ecosystem_of_osv(Str ecosystem, Str name, Arena *arena, EcosystemKey *out)
{
    size_t at = str_find_char(ecosystem, ':');
    Str word = str_slice(ecosystem, 0, at), rest = str_slice(ecosystem, at + 1, ecosystem.len);
    const Entry *entry = entry_of_osv(word);
    EcosystemKey key = { .row = NULL, .ecosystem = word, .name = name };
    Release release = { .len = 0 };

    if (entry && entry->release && !entry->release(rest, &release))
        release.len = 0;
    if (entry && (!key_finish(entry, &release, arena, &key)
                  || !name_finish(arena, entry->name, name, &key.name)))
        return false;
    *out = key;
    return true;
}

/* ---- purls ---- */

static const Entry *entry_of_purl(const Purl *purl)
{
    for (size_t i = 0; i < ARRAY_LEN(ENTRIES); i++) {
        const EcosystemRow *row = &ENTRIES[i].row;
        if (str_eq(row->purl_type, purl->type)
            && (!row->distribution || row->purl_ns.len == 0 || str_eq(row->purl_ns, purl->ns)))
            return &ENTRIES[i];
    }
    return NULL;
}

/* Whether `words` begin with the id of a distribution: "opensuse-leap-15.3". */
static bool has_id(Str words, Str id)
{
    return id.len && words.len >= id.len && str_eq_fold(str_slice(words, 0, id.len), id)
        && (words.len == id.len || words.ptr[id.len] == '-');
}

/* Reads "debian-12.5", "12.5" or "bookworm" for the distribution of `entry`. The id may be any
 * of the distribution's, the longest counts; that of another distribution is no release. */
static bool release_read(const Entry *entry, Str words, Release *out)
{
    const Entry *named = NULL;

    for (size_t i = 0; i < ARRAY_LEN(ENTRIES); i++) {
        const EcosystemRow *row = &ENTRIES[i].row;
        if (str_eq(row->osv, entry->row.osv) && has_id(words, row->purl_ns)
            && (!named || row->purl_ns.len > named->row.purl_ns.len))
            named = &ENTRIES[i];
    }
    if (named)
        return named->release(str_slice(words, named->row.purl_ns.len + 1, words.len), out);
    return words.len && entry->release(words, out);
}

/* Ubuntu's extended maintenance builds its packages from an archive of its own; their versions
 * carry "esm" and only that archive's records can judge them. */
static bool is_ubuntu_pro(const Entry *entry, Str version)
{
    return entry->release == release_ubuntu
        && (str_find(version, STR("+esm")) < version.len
            || str_find(version, STR("~esm")) < version.len);
}

/* The %{dist} tag that the builders of these distributions put into every package's release;
 * Source: Fedora packaging guidelines, "DistTag", which the others follow. */
static const struct { Str osv, tag; } TAGS[] = {
    { STR_ROW("Red Hat"), STR_ROW("el") },      { STR_ROW("AlmaLinux"), STR_ROW("el") },
    { STR_ROW("Rocky Linux"), STR_ROW("el") },  { STR_ROW("CentOS"), STR_ROW("el") },
    { STR_ROW("Oracle Linux"), STR_ROW("el") }, { STR_ROW("Fedora"), STR_ROW("fc") },
    { STR_ROW("Amazon Linux"), STR_ROW("amzn") },
};

/* "5.14.0-427.el9_4" and "1.14.0-1.module+el8.6.0+1" name the release they were built for. */
static bool release_of_tag(const Entry *entry, Str version, Release *out)
{
    for (size_t i = 0; i < ARRAY_LEN(TAGS); i++) {
        if (!str_eq(TAGS[i].osv, entry->row.osv))
            continue;
        for (size_t at = 1; at < version.len; at++) {
            Str rest = str_slice(version, at, version.len);
            bool opens = version.ptr[at - 1] == '.' || version.ptr[at - 1] == '+';
            if (opens && str_starts(rest, TAGS[i].tag)
                && entry->release(str_slice(rest, TAGS[i].tag.len, rest.len), out))
                return true;
        }
    }
    return false;
}

/* In this order: Red Hat's repository, the purl's distro, the SBOM's system, the build's tag. */
static void release_of_purl(const Entry *entry, const Purl *purl, Str os, Release *out)
{
    Str distro = purl_qualifier(purl, STR("distro"));
    bool redhat = entry->release == release_redhat;
    Release read;

    out->len = 0;
    if (!entry->release)
        return;
    if (redhat && release_of_redhat_repository(purl_qualifier(purl, STR("repository_id")), out))
        return;
    if (distro.len + os.len ? !release_read(entry, distro.len ? distro : os, &read)
                            : !release_of_tag(entry, purl->version, &read))
        return;
    *out = read;
    if (is_ubuntu_pro(entry, purl->version) && read.len + 4 <= RELEASE_BYTES_MAX) {
        memcpy(out->text, "Pro:", 4);
        memcpy(out->text + 4, read.text, read.len);
        out->len = read.len + 4;
    }
}

bool ecosystem_of_purl(const Purl *purl, Str os, Arena *arena, EcosystemKey *out)
{
    const Entry *entry = entry_of_purl(purl);
    EcosystemKey key = { .row = NULL, .ecosystem = purl->type, .name = purl->name };
    Release release;

    if (!entry) {
        *out = key;
        return false;
    }
    release_of_purl(entry, purl, os, &release);
    if (!key_finish(entry, &release, arena, &key) || !name_of_purl(entry, purl, arena, &key.name))
        return false;
    *out = key;
    return true;
}

/* ---- versions and source packages ---- */

/* The revision that Bitnami appends to a version, as in "6.2.0-3". */
static Str bitnami_version(Str version)
{
    size_t i = version.len;

    while (i > 0 && version.ptr[i - 1] >= '0' && version.ptr[i - 1] <= '9')
        i--;
    return i > 1 && i < version.len && version.ptr[i - 1] == '-' ? str_slice(version, 0, i - 1)
                                                                  : version;
}

bool ecosystem_version(const EcosystemRow *row, const Purl *purl, Arena *arena, Str *out)
{
    Str epoch = purl_qualifier(purl, STR("epoch")), version = purl->version;
    bool epochs = row->scheme == SCHEME_DEB || row->scheme == SCHEME_RPM;

    if (str_eq(row->osv, STR("Bitnami")))
        version = bitnami_version(version);
    if (str_eq(row->osv, STR("Go")) && str_starts(version, STR("go")))
        version = str_slice(version, 2, version.len);
    if (!epochs || epoch.len == 0 || version.len == 0
        || str_find_char(version, ':') < version.len) {
        *out = version;
        return true;
    }
    return join(arena, epoch, STR(":"), version, out);
}

/* "openssl-1.1.1k-5.el8_5.src.rpm" is a file: its name, version and release are cut from
 * behind. */
static bool source_file(Str file, Str *name, Str *version)
{
    static const Str ENDS[] = { STR_ROW(".nosrc.rpm"), STR_ROW(".src.rpm") };
    size_t dashes = 0;

    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++) {
        if (!str_ends(file, ENDS[i]))
            continue;
        file = str_slice(file, 0, file.len - ENDS[i].len);
        for (size_t k = file.len; k > 1; k--) {
            if (file.ptr[k - 1] != '-' || ++dashes < 2)
                continue;
            *name = str_slice(file, 0, k - 1);
            *version = str_slice(file, k, file.len);
            return true;
        }
    }
    return false;
}

void ecosystem_source(const Purl *purl, Str *name, Str *version)
{
    Str upstream = purl_qualifier(purl, STR("upstream"));
    size_t at = str_find_char(upstream, '@');

    if (source_file(upstream, name, version))
        return;
    *name = str_slice(upstream, 0, at);
    *version = str_slice(upstream, at + 1, upstream.len);
}
