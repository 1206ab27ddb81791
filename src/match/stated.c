/* SPDX-License-Identifier: Apache-2.0 */
#include "match/stated.h"

#include "match/judge.h"

/* An operating system, by the first word of "debian-12", and the CPEs it stands for.
 *
 * Source: NVD's CPE dictionary, vendor and product of these systems. */
static const struct {
    Str os, vendor, product;
} PLATFORMS_OF[] = {
    { STR_ROW("debian"), STR_ROW("debian"), STR_ROW("debian_linux") },
    { STR_ROW("ubuntu"), STR_ROW("canonical"), STR_ROW("ubuntu_linux") },
    { STR_ROW("alpine"), STR_ROW("alpinelinux"), STR_ROW("alpine_linux") },
    { STR_ROW("rhel"), STR_ROW("redhat"), STR_ROW("enterprise_linux") },
    { STR_ROW("redhat"), STR_ROW("redhat"), STR_ROW("enterprise_linux") },
    { STR_ROW("centos"), STR_ROW("centos"), STR_ROW("centos") },
    { STR_ROW("almalinux"), STR_ROW("almalinux"), STR_ROW("almalinux") },
    { STR_ROW("rocky"), STR_ROW("rockylinux"), STR_ROW("rocky_linux") },
    { STR_ROW("fedora"), STR_ROW("fedoraproject"), STR_ROW("fedora") },
    { STR_ROW("opensuse"), STR_ROW("opensuse"), STR_ROW("leap") },
    { STR_ROW("sles"), STR_ROW("suse"), STR_ROW("linux_enterprise_server") },
    { STR_ROW("oracle"), STR_ROW("oracle"), STR_ROW("linux") },
    { STR_ROW("amzn"), STR_ROW("amazon"), STR_ROW("linux_2") },
};
/* All of them run on Linux; nobody says on which one. */
static const Cpe LINUX = { { STR_ROW("o"), STR_ROW("linux"), STR_ROW("linux_kernel"), STR_ROW("*"),
                             STR_ROW("*"), STR_ROW("*"), STR_ROW("*"), STR_ROW("*"), STR_ROW("*"),
                             STR_ROW("*"), STR_ROW("*") } };

Str stated_purl_type(const Sbom *sbom, const Component *component)
{
    for (uint32_t i = 0; i < component->identifier_count; i++) {
        const Identifier *identifier = &sbom->identifiers[component->first_identifier + i];
        Str text = identifier->text;
        if (identifier->kind == IDENTIFIER_PURL && str_starts(text, STR("pkg:"))) {
            text = str_slice(text, 4, text.len);
            return str_slice(text, 0, str_find_char(text, '/'));
        }
    }
    return (Str){ 0 };
}

Fetch stated_of(const Matcher *m, Owner owner, Arena *scratch, StatedCpe *out)
{
    const Component *component = &m->sbom->components[owner.component];
    Err err = { 0 };
    Cpe cpe;

    if (!cpe_parse(m->sbom->identifiers[owner.identifier].text, scratch, &cpe, &err))
        return err_is_no_memory(&err) ? FETCH_NO_MEMORY : FETCH_ABSENT;
    if (!stated_cpe_init(&cpe, component->version, scratch, out, &err))
        return FETCH_NO_MEMORY;
    out->purl_type = stated_purl_type(m->sbom, component);
    return FETCH_FOUND;
}

/* ---- the operating system of the document ---- */

/* Cuts "debian-12" into its row and version. */
static bool os_of(Str os, Cpe *out, Str *version)
{
    size_t dash = str_find_char(os, '-');
    Str word = str_slice(os, 0, dash);

    for (size_t i = 0; i < ARRAY_LEN(PLATFORMS_OF); i++)
        if (str_eq_fold(PLATFORMS_OF[i].os, word)) {
            *out = LINUX;
            out->value[CPE_VENDOR] = PLATFORMS_OF[i].vendor;
            out->value[CPE_PRODUCT] = PLATFORMS_OF[i].product;
            *version = str_slice(os, dash + 1, os.len);
            return true;
        }
    return false;
}

enum { OS_ITSELF, OS_KERNEL, OS_CPES };

static Fetch os_stated(Str os, uint32_t which, Arena *scratch, StatedCpe *out)
{
    Err err = { 0 };
    Str version = { 0 };
    Cpe cpe;

    if (!os_of(os, &cpe, &version))
        return FETCH_ABSENT;
    if (which == OS_KERNEL)
        return stated_cpe_init(&LINUX, STR(""), scratch, out, &err) ? FETCH_FOUND : FETCH_NO_MEMORY;
    return stated_cpe_init(&cpe, version, scratch, out, &err) ? FETCH_FOUND : FETCH_NO_MEMORY;
}

/* The CPEs of the components, then those of the operating system. */
static Fetch stated_at(const void *context, uint32_t i, Arena *scratch, StatedCpe *out)
{
    const Matcher *m = context;

    if (i < m->owners.count)
        return stated_of(m, *LIST_AT(m->owners, Owner, i), scratch, out);
    return os_stated(m->sbom->os, i - m->owners.count, scratch, out);
}

static bool owners_add(Matcher *m, uint32_t component_i)
{
    const Component *component = &m->sbom->components[component_i];

    for (uint32_t i = 0; i < component->identifier_count; i++) {
        uint32_t identifier = component->first_identifier + i;
        Owner *owner;
        if (m->sbom->identifiers[identifier].kind != IDENTIFIER_CPE)
            continue;
        owner = LIST_ADD(m, &m->owners, Owner);
        if (!owner)
            return false;
        *owner = (Owner){ identifier, component_i };
    }
    return true;
}

bool stated_index(Matcher *m, const StatedIndex **out, Err *err)
{
    if (!m->index) {
        for (uint32_t i = 0; i < m->sbom->component_count; i++)
            if (!owners_add(m, i))
                return err_no_memory(err);
        m->stated_source = (StatedSource){ stated_at, m, m->owners.count + OS_CPES };
        if (!stated_index_new(&m->stated_source, &m->work, &m->scratch, &m->index, err))
            return false;
    }
    *out = m->index;
    return true;
}
