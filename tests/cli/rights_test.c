/* SPDX-License-Identifier: Apache-2.0 */
/* A record whose folder, database or keys others may write to or read, as their modes say. */
#include "accept.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What is opened to whom, and what is said of it. */
static const struct {
    const char *part;
    mode_t mode;
    const char *says; /* NULL: nothing */
    const char *why;
} EXPOSED[] = {
    { "",               0700, NULL, "its owner alone" },
    { "",               0755, NULL, "others may read it" },
    { "",               0777, "every user of this computer", "all may make files in it" },
    { "",               0770, "everybody of its group", "or its group" },
    { "/record.sqlite", 0660, "everybody of its group", "the database" },
    { "/record.sqlite", 0602, "every user of this computer", "by all" },
    { "/keys",          0720, "everybody of its group", "where keys are put" },
};

TEST(who_else_may_write_to_a_record_is_told_with_each_act)
{
    OwnRecord record = own_record("exposed' 1");
    char path[1300];

    if (records_served())
        test_skip("a server knows rights of its own");
    own_done(own_run(&record, NULL, (const char *[]){ "product", "create", "--name", "P", NULL }),
             __LINE__);
    for (size_t i = 0; i < ARRAY_LEN(EXPOSED); i++) {
        ProcessResult act, verify, list;

        snprintf(path, sizeof path, "%s%s", record.at, EXPOSED[i].part);
        chmod(path, EXPOSED[i].mode);
        act = own_run(&record, NULL, (const char *[]){ "site", "create", "--name",
                                                       EXPOSED[i].why, NULL });
        verify = own_run(&record, NULL, (const char *[]){ "record", "verify", NULL });
        list = own_run(&record, NULL, (const char *[]){ "product", "list", NULL });
        chmod(path, strcmp(EXPOSED[i].part, "/record.sqlite") == 0 ? 0600 : 0700);
        own_done(act, __LINE__);
        own_done(verify, __LINE__);
        CHECK_STR(list.err, STR(""), "who only reads is not told each time");
        CHECK(has(act.err, "may be written to") == (EXPOSED[i].says != NULL), EXPOSED[i].why);
        CHECK(has(verify.out, "may be written to") == (EXPOSED[i].says != NULL), EXPOSED[i].why);
        if (!EXPOSED[i].says)
            continue;
        CHECK_HAS(act.err, EXPOSED[i].says, EXPOSED[i].why);
        CHECK_HAS(act.err, path, "what");
        CHECK_HAS(act.err, "chmod -R go-w '", "and what ends it");
        CHECK_HAS(act.err, "exposed'\\'' 1'", "as a shell takes it");
    }
}

TEST(a_command_for_the_shell_is_never_cut_short)
{
    OwnRecord record = own_record("long-");
    ProcessResult act;

    if (records_served())
        test_skip("a server knows rights of its own");
    memset(record.at + strlen(record.at), 'n', 200);
    own_done(own_run(&record, NULL, (const char *[]){ "product", "create", "--name", "P", NULL }),
             __LINE__);
    chmod(record.at, 0777);
    act = own_run(&record, NULL, (const char *[]){ "product", "create", "--name", "Q", NULL });
    CHECK_HAS(act.err, "chmod -R go-w …", "a long folder is not named twice");
}

TEST(a_secret_key_that_others_may_read_signs_nothing)
{
    static const mode_t MODES[] = { 0640, 0604, 0620, 0602 };
    OwnRecord record = own_record("secret");
    char name[1300];
    Str list;

    if (records_served())
        test_skip("the keys of a record on a server lie elsewhere");
    own_done(own_run(&record, NULL, (const char *[]){ "product", "create", "--name", "P", NULL }),
             __LINE__);
    list = own_done(own_run(&record, NULL, (const char *[]){ "key", "list", "--json", NULL }),
                    __LINE__);
    snprintf(name, sizeof name, "%s/keys/%.16s.key", record.at,
             json_at(list, "rows[0].id").ptr + 7);
    for (size_t i = 0; i < ARRAY_LEN(MODES); i++) {
        ProcessResult act;

        CHECK(chmod(name, MODES[i]) == 0, "opened to others");
        act = own_run(&record, NULL, (const char *[]){ "product", "create", "--name", "Q", NULL });
        CHECK_INT(act.status, 2, "refused");
        CHECK_HAS(act.err, "other users may read or write this secret", "as ssh does");
    }
    chmod(name, 0600);
    CHECK_HAS(own_done(own_run(&record, NULL, (const char *[]){ "record", "verify", NULL }),
                       __LINE__), "4 events", "nothing was said");
}
