/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation and every call on files of `inro scan` and `inro db import` fails, once and for
 * ever: fault.h says what must hold each time, and here every file that is replaced is either the
 * old or the new one. */
#include "fault/fault.h"
#include "process.h"
#include "test.h"

#include "base/pack.h"

#include <stdlib.h>
#include <string.h>

enum { SITES_MIN = 200, PATH_BYTES = 1024 };
#define SCAN_NOW "2026-01-01T00:00:00Z"

static const char *source(const char *inside)
{
    return test_keep(strdup(test_source_path(inside)));
}

static const char *feeds, *pump, *gateway, *knowledge;

/* Kept between the scenarios: the sample feeds, imported. */
static void open_all(void)
{
    fault_open();
    if (feeds)
        return;
    feeds = source("data/sample-feeds");
    pump = source("examples/infusion-pump/infusion-pump.cdx.json");
    gateway = source("examples/imaging-gateway/imaging-gateway.spdx.json");
    knowledge = process_file("knowledge", STR(""));
    remove(knowledge);
    {
        const char *argv[] = { process_inro(), "db", "import", "--db", knowledge, feeds, NULL };
        ProcessResult result = process_run(argv, NULL);
        CHECK_INT(result.status, 0, "the sample feeds go in");
    }
}

TEST(a_first_import_survives_every_failure)
{
    const char *argv[7];
    Scenario scenario = { .name = "db import FOLDER", .argv = argv, .pivot = "kb/current" };

    open_all();
    memcpy(argv, (const char *[]){ process_inro(), "db", "import", "--db", "work/kb", feeds, NULL },
           sizeof argv);
    scenario.judge = fault_judge_files;
    fault_sweep(&scenario);
}

/* The knowledge base of open_all as it lies below work/. */
static Tree older_generation(void)
{
    Tree tree = tree_read(knowledge);

    for (size_t i = 0; i < tree.count; i++) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "kb/%.*s", STR_ARG(tree.files[i].path));
        tree.files[i].path = str_of(test_keep(strdup(path)));
    }
    return tree;
}

/* The lines of an ndjson file as members of an archive, as OSV publishes them. */
static Str zip_lines(Str text)
{
    enum { MEMBERS_MAX = 64 };
    PackMember members[MEMBERS_MAX];
    size_t count = 0;
    Str line;

    while (count < MEMBERS_MAX && str_next(&text, '\n', &line)) {
        char name[32];
        snprintf(name, sizeof name, "record-%zu.json", count);
        if (line.len)
            members[count++] = (PackMember){ test_keep(strdup(name)), line, 8 };
    }
    return pack_zip(members, count);
}

/* One record a file, as publishers of folders do it: kept in one archive. */
static const char *folder_of_lines(Str text)
{
    static char folder[PATH_BYTES];
    Tree tree = { NULL, 0 };
    TreeFile files[4];
    char names[ARRAY_LEN(files)][32];
    Str line;

    tree.files = files;
    while (tree.count < ARRAY_LEN(files) && str_next(&text, '\n', &line)) {
        snprintf(names[tree.count], sizeof names[0], "%zu/record.json", tree.count);
        files[tree.count] = (TreeFile){ str_of(names[tree.count]), line };
        tree.count++;
    }
    snprintf(folder, sizeof folder, "%s/records", process_folder());
    tree_write(&tree, folder);
    return folder;
}

TEST(an_import_over_an_older_generation_survives_every_failure)
{
    static const Str EPSS = STR_ROW("#model_version:v2025.03.14,score_date:2025-08-20T12:55:00Z\n"
                                    "cve,epss,percentile\nCVE-2021-44228,0.94358,0.99957\n");
    const char *argv[10] = { process_inro(), "db", "import", "--db", "work/kb" };
    Scenario scenario = { .name = "db import GZ ZIP ZST FOLDER", .argv = argv,
                          .pivot = "kb/current" };
    Str nvd, maven, cve;

    open_all();
    scenario.before = older_generation();
    nvd = test_file(source("data/sample-feeds/nvdcve-2.0-sample.json"));
    maven = test_file(source("data/sample-feeds/osv/maven.ndjson"));
    cve = test_file(source("data/sample-feeds/cve/cve5-sample.ndjson"));
    argv[5] = process_file("nvd.json.gz", pack_gzip(nvd));
    argv[6] = process_file("all.zip", zip_lines(maven));
    argv[7] = process_file("epss.csv.zst", pack_zstd(EPSS, 20));
    argv[8] = folder_of_lines(cve);
    scenario.judge = fault_judge_files;
    fault_sweep(&scenario);
}

static void sweep_scan(const char *name, const char *output, const char *sbom, Str input)
{
    const char *argv[] = { process_inro(), "scan", "--db", knowledge, "--now", SCAN_NOW, "-o",
                           output, sbom, NULL };
    TreeFile old = { STR_ROW("report"), STR_ROW("what was there before\n") };
    Scenario scenario = { .name = name, .argv = argv, .pivot = "report", .before = { &old, 1 },
                          .input = input };

    scenario.judge = fault_judge_files;
    fault_sweep(&scenario);
}

TEST(a_scan_survives_every_failure_in_every_format)
{
    static const struct { const char *name, *output; } FORMATS[] = {
        { "scan -o table",          "table=work/report"    },
        { "scan -o json",           "json=work/report"     },
        { "scan -o jsonl",          "jsonl=work/report"    },
        { "scan -o csv",            "csv=work/report"      },
        { "scan -o markdown",       "markdown=work/report" },
        { "scan -o html",           "html=work/report"     },
        { "scan -o sarif",          "sarif=work/report"    },
        { "scan -o junit",          "junit=work/report"    },
        { "scan -o cyclonedx",      "cyclonedx=work/report" },
    };

    open_all();
    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++)
        sweep_scan(FORMATS[i].name, FORMATS[i].output, pump, STR(""));
}

/* So long that two threads read it: mostly white space, which is the quickest to read. */
static Str spread(Str document)
{
    enum { SPACES = 1100000 };
    static char text[SPACES + (1 << 16)];
    size_t at = str_find(document, STR("\"components\": [")) + STR("\"components\": [").len;

    CHECK(at < document.len && document.len + SPACES <= sizeof text, "room");
    memcpy(text, document.ptr, at);
    memset(text + at, ' ', SPACES);
    memcpy(text + at + SPACES, document.ptr + at, document.len - at);
    return (Str){ text, document.len + SPACES };
}

TEST(a_scan_survives_every_failure_whatever_the_document_comes_in)
{
    open_all();
    sweep_scan("scan LONG", "json", process_file("long.cdx.json", spread(test_file(pump))),
               STR(""));
    sweep_scan("scan SPDX", "json", gateway, STR(""));
    sweep_scan("scan GZ", "json", process_file("pump.json.gz", pack_gzip(test_file(pump))),
               STR(""));
    sweep_scan("scan ZST", "json", process_file("pump.json.zst", pack_zstd(test_file(pump), 20)),
               STR(""));
    sweep_scan("scan -", "json", "-", test_file(gateway));
}

TEST(a_policy_that_is_not_met_is_never_taken_as_met)
{
    const char *argv[10];
    Scenario scenario = { .name = "scan --fail-on", .argv = argv, .pivot = "", .status = 1 };

    open_all();
    memcpy(argv, (const char *[]){ process_inro(), "scan", "--db", knowledge, "--now", SCAN_NOW,
                                   "--fail-on", "cvss>=7 and fixable", gateway, NULL },
           sizeof argv);
    scenario.judge = fault_judge_files;
    fault_sweep(&scenario);
}

TEST(of_several_inputs_the_others_are_scanned)
{
    const char *argv[9];
    Scenario scenario = { .name = "scan BOTH", .argv = argv, .pivot = "", .several = true };

    open_all();
    memcpy(argv, (const char *[]){ process_inro(), "scan", "--db", knowledge, "--now", SCAN_NOW,
                                   pump, gateway, NULL },
           sizeof argv);
    scenario.judge = fault_judge_files;
    fault_sweep(&scenario);
}

TEST(the_sweep_saw_enough_to_mean_something)
{
    fault_sum(SITES_MIN);
}
