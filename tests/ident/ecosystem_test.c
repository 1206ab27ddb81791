/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/ecosystem.h"
#include "test.h"

enum { ARENA_CAP = 1 << 20 };

static const struct { const char *ecosystem, *name, *key, *key_name; bool known; } OSV[] = {
    { "PyPI", "Zope.Interface", "PyPI", "zope-interface", true },
    { "npm", "@angular/core", "npm", "@angular/core", true },
    { "npm", "JSONStream", "npm", "JSONStream", true },
    { "Go", "github.com/BurntSushi/toml", "Go", "github.com/burntsushi/toml", true },
    { "Maven:https://maven.google.com", "a.b:c", "Maven", "a.b:c", true },
    { "NuGet", "Newtonsoft.Json", "NuGet", "newtonsoft.json", true },
    { "SwiftURL", "https://github.com/Vapor/vapor.git", "SwiftURL", "github.com/vapor/vapor",
      true },
    { "VSCode", "redhat/Java", "VSCode", "redhat.java", true },
    { "Debian:12", "openssl", "Debian:12", "openssl", true },
    { "Debian", "openssl", "Debian", "openssl", false },
    { "Ubuntu:22.04:LTS", "openssl", "Ubuntu:22.04", "openssl", true },
    { "Ubuntu:Pro:18.04:LTS", "openssl", "Ubuntu:Pro:18.04", "openssl", true },
    { "Alpine:v3.18", "busybox", "Alpine:v3.18", "busybox", true },
    { "AlmaLinux:8", "bash", "AlmaLinux:8", "bash", true },
    { "Red Hat:enterprise_linux:9::baseos", "bash", "Red Hat:9", "bash", true },
    { "Red Hat:rhel_aus:8.6::appstream", "bash", "Red Hat:rhel_aus:8.6", "bash", true },
    { "SUSE:Linux Enterprise Server 15 SP4", "bash", "SUSE:15.4", "bash", true },
    { "openSUSE:Leap 15.6", "bash", "openSUSE:Leap 15.6", "bash", true },
    { "Wolfi", "bash", "Wolfi", "bash", true },
    { "OSS-Fuzz", "zlib", "OSS-Fuzz", "zlib", false },
    { "", "", "", "", false },
};

TEST(osv_words_make_keys)
{
    for (size_t i = 0; i < ARRAY_LEN(OSV); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        EcosystemKey key;

        CHECK(ecosystem_of_osv(str_of(OSV[i].ecosystem), str_of(OSV[i].name), &arena, &key),
              OSV[i].ecosystem);
        CHECK_STR(key.ecosystem, str_of(OSV[i].key), OSV[i].ecosystem);
        CHECK_STR(key.name, str_of(OSV[i].key_name), OSV[i].ecosystem);
        CHECK_INT(key.release_known, OSV[i].known, OSV[i].ecosystem);
    }
}

static const struct { const char *purl, *os, *key, *name, *why; bool known; } PURLS[] = {
    { "pkg:npm/%40angular/core@1", "", "npm", "@angular/core", "scoped", true },
    { "pkg:npm/angular/core@1", "", "npm", "@angular/core", "a scope without its sign", true },
    { "pkg:maven/org.slf4j/slf4j-api@2", "", "Maven", "org.slf4j:slf4j-api", "group", true },
    { "pkg:golang/github.com/BurntSushi/toml@v1", "", "Go", "github.com/burntsushi/toml",
      "module path", true },
    { "pkg:golang/std@1.20", "", "Go", "stdlib", "Go's library by its other name", true },
    { "pkg:pypi/zope.interface@1", "", "PyPI", "zope-interface", "PEP 503", true },
    { "pkg:cargo/rand@1", "", "crates.io", "rand", "crate", true },
    { "pkg:composer/Laravel/Framework@1", "", "Packagist", "laravel/framework", "vendor", true },
    { "pkg:gem/rails@1", "", "RubyGems", "rails", "gem", true },
    { "pkg:swift/github.com/Vapor/vapor@1", "", "SwiftURL", "github.com/vapor/vapor", "host",
      true },
    { "pkg:vscode-extension/redhat/java@1", "", "VSCode", "redhat.java", "publisher", true },
    { "pkg:githubactions/Actions/checkout@v4", "", "GitHub Actions", "actions/checkout", "", true },
    { "pkg:deb/debian/libssl3@3?distro=debian-12.15", "", "Debian:12", "libssl3", "trivy", true },
    { "pkg:deb/debian/libssl3@3?distro=bookworm", "", "Debian:12", "libssl3", "a name", true },
    { "pkg:deb/debian/libssl3@3", "debian-12", "Debian:12", "libssl3", "the SBOM's system", true },
    { "pkg:deb/debian/libssl3@3", "", "Debian", "libssl3", "nobody says", false },
    { "pkg:deb/debian/libssl3@3?distro=testing", "", "Debian", "libssl3", "no number", false },
    { "pkg:deb/debian/libssl3@3?distro=ubuntu-22.04", "", "Debian", "libssl3",
      "another distribution's release", false },
    { "pkg:deb/debian/a@3?distro=debian", "debian-12", "Debian", "a", "an id alone", false },
    { "pkg:deb/ubuntu/libssl3@3?distro=ubuntu-22.04", "", "Ubuntu:22.04", "libssl3", "syft", true },
    { "pkg:deb/ubuntu/libssl1.1@1.1.1-1ubuntu2.1~18.04.23%2Besm4?distro=bionic", "",
      "Ubuntu:Pro:18.04", "libssl1.1", "a build of extended maintenance", true },
    { "pkg:apk/alpine/busybox@1?distro=alpine-3.18.4", "", "Alpine:v3.18", "busybox", "syft",
      true },
    { "pkg:apk/alpine/busybox@1?distro=3.17.0", "", "Alpine:v3.17", "busybox", "trivy", true },
    { "pkg:alpine/busybox@1?distro=alpine-3.16.0", "", "Alpine:v3.16", "busybox", "old syft",
      true },
    { "pkg:apk/wolfi/busybox@1?distro=wolfi-20230201", "", "Wolfi", "busybox", "no release", true },
    { "pkg:rpm/almalinux/bash@5?distro=almalinux-9.2", "", "AlmaLinux:9", "bash", "", true },
    { "pkg:rpm/rocky/bash@5?distro=rocky-8.7", "", "Rocky Linux:8", "bash", "", true },
    { "pkg:rpm/redhat/bash@5?distro=redhat-8.7", "", "Red Hat:8", "bash", "trivy", true },
    { "pkg:rpm/redhat/bash@5?distro=rhel-8.6", "", "Red Hat:8", "bash", "another id", true },
    { "pkg:rpm/rhel/bash@5?distro=rhel-7.7", "", "Red Hat:7", "bash", "syft", true },
    { "pkg:rpm/redhat/bash@5?repository_id=rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4", "",
      "Red Hat:rhel_eus:9.4", "bash", "Red Hat's own SBOMs", true },
    { "pkg:rpm/redhat/bash@5.1.8-9.el9_4?arch=x86_64", "", "Red Hat:9", "bash", "its tag", true },
    { "pkg:rpm/redhat/perl@5-1.module%2Bel8.6.0%2B1", "", "Red Hat:8", "perl", "a module's", true },
    { "pkg:rpm/fedora/bash@5.1.8-9.fc36", "", "Fedora:36", "bash", "its tag", true },
    { "pkg:rpm/redhat/model@1.el", "", "Red Hat", "model", "no number", false },
    { "pkg:rpm/redhat/bash@5-9.el9?distro=fedora-36", "", "Red Hat", "bash",
      "what is stated is not set aside", false },
    { "pkg:rpm/redhat/bash@5?arch=x86_64", "", "Red Hat", "bash", "nobody says", false },
    { "pkg:dotnet-core/System.Text.Json@6.0.0", "", "NuGet", "system.text.json", "trivy", true },
    { "pkg:rpm/sles/bash@5?distro=sles-15.4", "", "SUSE:15.4", "bash", "", true },
    { "pkg:rpm/opensuse-leap/bash@5?distro=opensuse-leap-15.3", "", "openSUSE:Leap 15.3", "bash",
      "", true },
    { "pkg:rpm/opensuse/bash@5?distro=opensuse-tumbleweed-20230101", "", "openSUSE:Tumbleweed",
      "bash", "the longest id", true },
    { "pkg:rpm/amazon/bash@5?distro=amazon-2%20(Karoo)", "", "Amazon Linux:2", "bash", "", true },
    { "pkg:rpm/amzn/bash@5?distro=amzn-2023", "", "Amazon Linux:2023", "bash", "", true },
    { "pkg:rpm/photon/bash@5?distro=photon-4.0", "", "Photon OS:4.0", "bash", "", true },
    { "pkg:rpm/openeuler/bash@5?distro=openEuler-22.03-LTS-SP4", "", "openEuler:22.03-LTS-SP4",
      "bash", "ids are read whatever their case", true },
    { "pkg:rpm/mariner/bash@5?distro=mariner-2.0", "", "Azure Linux:2", "bash", "its old name",
      true },
    { "pkg:rpm/centos/bash@5?distro=centos-7.9.2009", "", "CentOS:7", "bash", "no OSV data", true },
};

TEST(purls_make_the_same_keys)
{
    for (size_t i = 0; i < ARRAY_LEN(PURLS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        EcosystemKey key;
        Purl purl;

        CHECK_OK(purl_parse(str_of(PURLS[i].purl), &arena, &purl, &err), &err);
        CHECK(ecosystem_of_purl(&purl, str_of(PURLS[i].os), &arena, &key), PURLS[i].purl);
        CHECK_STR(key.ecosystem, str_of(PURLS[i].key), PURLS[i].purl);
        CHECK_STR(key.name, str_of(PURLS[i].name), PURLS[i].purl);
        CHECK_INT(key.release_known, PURLS[i].known, PURLS[i].purl);
    }
}

TEST(the_packages_of_distributions_are_known_by_their_type)
{
    static const struct { Str type; bool is; } TYPES[] = {
        { STR_ROW("deb"), true },      { STR_ROW("RPM"), true },     { STR_ROW("apk"), true },
        { STR_ROW("alpine"), true },   { STR_ROW("npm"), false },    { STR_ROW("generic"), false },
        { STR_ROW("debian"), false },  { STR_ROW(""), false },
    };

    for (size_t i = 0; i < ARRAY_LEN(TYPES); i++)
        CHECK_INT(ecosystem_is_distribution(TYPES[i].type), TYPES[i].is, TYPES[i].type.ptr);
}

TEST(a_type_without_row_is_told)
{
    static const char *const TEXTS[] = {
        "pkg:generic/openssl@3", "pkg:github/a/b@1", "pkg:docker/a@1", "pkg:oci/a@1",
        "pkg:huggingface/a/b@1", "pkg:mlflow/a@1", "pkg:luarocks/a@1", "pkg:deb/raspbian/a@1",
        "pkg:yocto/core/glibc@2.35", "pkg:alpm/arch/a@1",
    };

    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        EcosystemKey key;
        Purl purl;

        CHECK_OK(purl_parse(str_of(TEXTS[i]), &arena, &purl, &err), &err);
        CHECK(!ecosystem_of_purl(&purl, (Str){ 0 }, &arena, &key), TEXTS[i]);
        CHECK(key.row == NULL, TEXTS[i]);
        CHECK_STR(key.ecosystem, purl.type, TEXTS[i]);
    }
}

static const struct { const char *purl, *version, *source, *source_version; } VERSIONS[] = {
    { "pkg:deb/debian/zlib1g@1.2.13.dfsg-1?epoch=1", "1:1.2.13.dfsg-1", "", "" },
    { "pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1?epoch=1&upstream=zlib", "1:1.2.13.dfsg-1", "zlib",
      "" },
    { "pkg:deb/debian/bsdutils@1:2.36?upstream=util-linux%402.36.1-8%2Bdeb11u1", "1:2.36",
      "util-linux", "2.36.1-8+deb11u1" },
    { "pkg:rpm/rhel/openssl-libs@1.1.1k-5.el8_5?epoch=1&upstream=openssl-1.1.1k-5.el8_5.src.rpm",
      "1:1.1.1k-5.el8_5", "openssl", "1.1.1k-5.el8_5" },
    { "pkg:rpm/sles/x@1-1?upstream=lib-a-b-3.0-1.31.nosrc.rpm", "1-1", "lib-a-b", "3.0-1.31" },
    { "pkg:rpm/sles/x@1-1?upstream=odd.src.rpm", "1-1", "odd.src.rpm", "" },
    { "pkg:apk/alpine/ssl_client@1.36?upstream=busybox", "1.36", "busybox", "" },
    { "pkg:bitnami/wordpress@6.2.0-3", "6.2.0", "", "" },
    { "pkg:bitnami/wordpress@6.2.0", "6.2.0", "", "" },
    { "pkg:golang/stdlib@go1.22.1", "1.22.1", "", "" },
    { "pkg:npm/a@1.0.0-3?epoch=4", "1.0.0-3", "", "" },
    { "pkg:npm/a", "", "", "" },
};

TEST(versions_and_sources_are_read_from_the_purl)
{
    for (size_t i = 0; i < ARRAY_LEN(VERSIONS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Str version, source, source_version;
        Err err = { 0 };
        EcosystemKey key;
        Purl purl;

        CHECK_OK(purl_parse(str_of(VERSIONS[i].purl), &arena, &purl, &err), &err);
        CHECK(ecosystem_of_purl(&purl, (Str){ 0 }, &arena, &key), VERSIONS[i].purl);
        CHECK(ecosystem_version(key.row, &purl, &arena, &version), VERSIONS[i].purl);
        CHECK_STR(version, str_of(VERSIONS[i].version), VERSIONS[i].purl);
        ecosystem_source(&purl, &source, &source_version);
        CHECK_STR(source, str_of(VERSIONS[i].source), VERSIONS[i].purl);
        CHECK_STR(source_version, str_of(VERSIONS[i].source_version), VERSIONS[i].purl);
    }
}

TEST(without_memory_keys_fail_cleanly)
{
    CLEANUP(arena_done) Arena arena = arena_new(0);
    EcosystemKey key = { .row = NULL };
    Err err = { 0 };
    Purl purl;

    CHECK(!ecosystem_of_osv(STR("Debian:12"), STR("a"), &arena, &key), "the pair needs memory");
    CHECK(!ecosystem_of_osv(STR("NuGet"), STR("A"), &arena, &key), "folding needs memory");
    CHECK_OK(purl_parse(STR("pkg:maven/a/b@1"), &arena, &purl, &err), &err);
    CHECK(!ecosystem_of_purl(&purl, (Str){ 0 }, &arena, &key), "joining needs memory");
}
