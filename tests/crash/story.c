/* SPDX-License-Identifier: Apache-2.0 */
#include "crash/story.h"

#include "base/hash.h"
#include "base/io.h"
#include "inro/dossier.h"
#include "inro/key.h"
#include "inro/record.h"
#include "store/log.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WALK_FDS = 8, LARGE_BYTES = 3 << 20, START_S = 1790000000 };

static const char SBOM[] =
    "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,\"components\":["
    "{\"type\":\"library\",\"name\":\"zlib\",\"version\":\"1.2.11\","
    "\"purl\":\"pkg:generic/zlib@1.2.11\"}]";

/* ---- folders ---------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)type;
    return walk->level ? remove(path) : 0;
}

void story_clear(const char *folder)
{
    CHECK(nftw(folder, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS) == 0, folder);
}

static uint64_t hash_sum;
static size_t hash_from; /* of a path: what stands before is not looked at */

static int hash_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    Str name = str_of(path + hash_from), text;
    Err err;

    (void)info, (void)walk;
    if (type == FTW_F && !str_ends(name, STR("-shm"))) {
        CHECK_OK(io_read_all(path, (uint64_t)1 << 30, &arena, &text, &err), &err);
        hash_sum += hash_xxh3(text, hash_xxh3(name, 0));
    }
    return 0;
}

uint64_t story_hash(const char *folder)
{
    hash_sum = 1;
    hash_from = strlen(folder);
    CHECK(nftw(folder, hash_one, WALK_FDS, FTW_PHYS) == 0, folder);
    return hash_sum;
}

/* In memory where that can be: the disk that fails or loses its power is one of ours. */
static const char *below(void)
{
    const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/dev/shm";

    return access(folder, W_OK) == 0 ? folder : "/tmp";
}

void story_begin(Story *story)
{
    *story = (Story){ .inro = { .language = INRO_ENGLISH, .now_s = START_S }, .actor = "author",
                       .backup = "backup.sqlite" };
    snprintf(story->folder, sizeof story->folder, "%s/inro-story-XXXXXX", below());
    CHECK(mkdtemp(story->folder), "a folder");
    snprintf(story->place, sizeof story->place, "%s/inro/record", story->folder);
}

void story_end(Story *story)
{
    inro_record_close(story->record);
    inro_record_close(story->second);
    story_clear(story->folder);
    rmdir(story->folder);
}

/* ---- how far the log has come ----------------------------------------------------------- */

bool story_state(InroRecord *record, StoryState *out)
{
    MerkleFrontier frontier;
    Err err;

    if (!log_state(store_db(record->store), &frontier, &err))
        return false;
    out->size = frontier.size;
    out->root = merkle_root(&frontier);
    return true;
}

static void state_now(const Story *story, StoryState *out)
{
    InroRecordOptions options = { .place = story->place, .actor = "reader" };
    InroRecord *record = story->record;
    InroError error;

    if (!record && !inro_record_open(&story->inro, &options, &record, &error))
        test_fail("%s", error.text);
    CHECK(story_state(record, out), "the log can be read");
    if (!story->record)
        inro_record_close(record);
}

bool story_do(Story *story, const StoryAct *act, InroError *error)
{
    StoryState state;

    story->inro.now_s++;
    if (!act->act(story, error))
        return false;
    CHECK(story->told + 1 < STORY_ACTS_MAX, "room for an act");
    state_now(story, &state);
    if (story->record && story->record->fingerprint.len)
        snprintf(story->signs, sizeof story->signs, "%s", story->record->fingerprint.ptr);
    memcpy(state.fingerprint, story->signs, sizeof state.fingerprint);
    story->state[++story->told] = state;
    return true;
}

/* ---- acts ------------------------------------------------------------------------------- */

static bool open_place(Story *story, const char *place, InroRecord **out, InroError *error)
{
    InroRecordOptions options = { .place = place, .actor = story->actor, .create = true };
    Err err;

    if (!inro_record_open(&story->inro, &options, out, error))
        return false;
    if (story->pragma)
        CHECK_OK(db_script(store_db((*out)->store), story->pragma, &err), &err);
    return true;
}

static bool open_record(Story *story, InroError *error)
{
    return open_place(story, story->place, &story->record, error);
}

static bool close_record(Story *story, InroError *error)
{
    (void)error;
    inro_record_close(story->record);
    story->record = NULL;
    return true;
}

static bool open_again(Story *story, InroError *error)
{
    return close_record(story, error) && open_record(story, error);
}

static bool make(Story *story, InroRecord *record, const char *noun, const InroGiven given[2],
                 InroError *error)
{
    char id[37];

    return inro_noun_create(&story->inro, record, noun, given, given[1].field ? 2 : 1, id, error);
}

static bool make_product(Story *story, InroError *error)
{
    const InroGiven given[2] = { { "name", "Pump" } };

    return make(story, story->record, "product", given, error);
}

static bool make_release(Story *story, InroError *error)
{
    const InroGiven given[2] = { { "product", "Pump" }, { "version", "1.0" } };

    return make(story, story->record, "release", given, error);
}

bool story_site(Story *story, InroError *error)
{
    char name[24];
    const InroGiven given[2] = { { "name", name } };

    snprintf(name, sizeof name, "Site %u", story->told);
    return make(story, story->record, "site", given, error);
}

static bool make_site_by_second(Story *story, InroError *error)
{
    char name[24];
    const InroGiven given[2] = { { "name", name } };

    snprintf(name, sizeof name, "Site %u", story->told);
    return (story->second || open_place(story, story->place, &story->second, error))
        && make(story, story->second, "site", given, error);
}

static bool second_ends(Story *story, InroError *error)
{
    (void)error;
    inro_record_close(story->second);
    story->second = NULL;
    return true;
}

static bool change_product(Story *story, InroError *error)
{
    const InroGiven given = { "device_class", "IIa" };

    return inro_noun_change(&story->inro, story->record, "product", "Pump", &given, 1,
                            INRO_ANY_VERSION, error);
}

/* The file lies outside the folder, among what others wrote. */
static bool attach(Story *story, size_t blanks, InroError *error)
{
    char path[STORY_PATH_BYTES], id[37];
    FILE *file;
    bool ok;

    snprintf(path, sizeof path, "%s/inro-sbom-XXXXXX", below());
    file = fdopen(mkstemp(path), "w");
    CHECK(file != NULL, "a file");
    fprintf(file, "%s%*s}", SBOM, (int)blanks, "");
    fclose(file);
    ok = inro_sbom_attach(&story->inro, story->record, "Pump@1.0", path, id, error);
    unlink(path);
    return ok;
}

static bool attach_sbom(Story *story, InroError *error)
{
    return attach(story, 0, error);
}

static bool attach_large(Story *story, InroError *error)
{
    return attach(story, LARGE_BYTES, error);
}

static bool create_key(Story *story, InroError *error)
{
    char fingerprint[INRO_FINGERPRINT_BYTES];
    Str signs = { fingerprint, SIGN_FINGERPRINT_BYTES - 1 };

    if (!inro_key_create(&story->inro, story->record, "second", fingerprint, error))
        return false;
    snprintf(story->signs, sizeof story->signs, "%.*s", STR_ARG(signs));
    return true;
}

/* An open record goes on with the key it has; who opens it next signs with the new one. */
static bool make_key(Story *story, InroError *error)
{
    return create_key(story, error) && open_again(story, error);
}

static bool retire_key(Story *story, InroError *error)
{
    return inro_key_retire(&story->inro, story->record, "installation", error);
}

static bool act_as_reviewer(Story *story, InroError *error)
{
    story->actor = "reviewer";
    return open_again(story, error) && story_site(story, error);
}

static bool erase_author(Story *story, InroError *error)
{
    return inro_record_erase(&story->inro, story->record, "author", error);
}

static void path_of(const Story *story, const char *inside, char out[STORY_PATH_BYTES * 2])
{
    snprintf(out, (size_t)STORY_PATH_BYTES * 2, "%s/%s", story->folder, inside);
}

static bool back_up(Story *story, InroError *error)
{
    char path[STORY_PATH_BYTES * 2];

    path_of(story, story->backup, path);
    story->backup_at = story->backup_of = story->told + 1;
    return inro_record_backup(&story->inro, story->record, path, error);
}

static bool restore_into(const Story *story, const char *inside, uint64_t *events,
                         InroError *error)
{
    char file[STORY_PATH_BYTES * 2], place[STORY_PATH_BYTES * 2];
    InroRecordOptions options = { .place = place, .actor = story->actor };
    InroRestore *open = NULL;
    bool ok;

    path_of(story, story->backup, file);
    path_of(story, inside, place);
    ok = inro_restore_open(&story->inro, &options, file, &open, error)
      && inro_restore_run(&story->inro, open, events, error);
    inro_restore_close(open);
    return ok;
}

static bool restore(Story *story, InroError *error)
{
    uint64_t events;

    story->restored_at = story->told + 1;
    return restore_into(story, STORY_RESTORED, &events, error);
}

const StoryAct STORY_FIRST[] = {
    { "the record is made", open_record },
    { "a product", make_product },
    { "a release", make_release },
    { "an SBOM", attach_sbom },
    { "a site", story_site },
    { "the product is changed", change_product },
    { "the record is opened again", open_again },
    { "a site", story_site },
    { "a second key", make_key },
    { "a site", story_site },
    { "the first key is retired", retire_key },
    { "another writes", make_site_by_second },
    { "and we", story_site },
    { "and the other", make_site_by_second },
    { "the other ends", second_ends },
    { "a reviewer acts", act_as_reviewer },
    { "a person is erased", erase_author },
    { "a site", story_site },
    { "the record is closed", close_record },
};
const size_t STORY_FIRST_COUNT = ARRAY_LEN(STORY_FIRST);

const StoryAct STORY_LARGE[] = {
    { "the record is made", open_record },
    { "a product", make_product },
    { "a release", make_release },
    { "an SBOM larger than the cache", attach_large },
    { "a site", story_site },
    { "the product is changed", change_product },
    { "the record is closed", close_record },
};
const size_t STORY_LARGE_COUNT = ARRAY_LEN(STORY_LARGE);

const StoryAct STORY_COPIES[] = {
    { "the record is made", open_record },
    { "a product", make_product },
    { "a backup", back_up },
    { "a site", story_site },
    { "the backup is put elsewhere", restore },
    { "the record is closed", close_record },
};
const size_t STORY_COPIES_COUNT = ARRAY_LEN(STORY_COPIES);

/* ---- acts on one record, each from its opening to its end ------------------------------- */

static bool then(Story *story, StoryDo *act, InroError *error)
{
    bool ok = open_record(story, error) && act(story, error);
    InroError closing;

    return close_record(story, &closing) && ok;
}

#define EACH(name)                                                                                 \
    static bool each_##name(Story *story, InroError *error)                                        \
    {                                                                                              \
        return then(story, name, error);                                                           \
    }

static bool nothing(Story *story, InroError *error)
{
    (void)story, (void)error;
    return true;
}

static bool refuse(InroError *error, const char *text)
{
    error->status = INRO_INTERNAL;
    snprintf(error->text, sizeof error->text, "%s", text);
    return false;
}

static bool back_up_again(Story *story, InroError *error)
{
    char path[STORY_PATH_BYTES * 2], head[STORY_PATH_BYTES * 2 + 8];

    story->backup = STORY_AGAIN;
    story->backup_at = story->backup_of = story->told + 1;
    path_of(story, story->backup, path);
    snprintf(head, sizeof head, "%s.head", path);
    return inro_record_backup(&story->inro, story->record, path, error)
        && (access(head, F_OK) == 0 || refuse(error, "the head is not beside the backup"));
}

static bool each_restore(Story *story, InroError *error)
{
    return restore(story, error);
}

static bool write_file(const char *path, const InroBytes *bytes, InroError *error)
{
    IoWriter *writer;
    Err err;

    if (io_writer_open(path, &writer, &err)) {
        io_write(writer, (Str){ bytes->ptr, bytes->len });
        if (io_writer_commit(&writer, &err))
            return true;
    }
    error->status = INRO_REFUSED;
    err_text(&err, LANG_EN, error->text, sizeof error->text);
    return false;
}

static bool export_to(Story *story, const char *path, InroError *error)
{
    InroBytes bytes = { NULL, 0 };
    bool ok = inro_dossier_export(&story->inro, story->record, "Pump", &bytes, error)
           && write_file(path, &bytes, error);

    inro_bytes_free(&bytes);
    return ok;
}

static bool export_dossier(Story *story, InroError *error)
{
    char path[STORY_PATH_BYTES * 2];

    path_of(story, "pump.dossier", path);
    return export_to(story, path, error);
}

static void forget(void *context, const char *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
}

static bool import_dossier(Story *story, InroError *error)
{
    InroReportOptions options = { .format = "table", .take = forget };
    const InroDossierImport wanted = { story->dossier, NULL };

    return inro_dossier_import(&story->inro, story->record, &wanted, &options, error);
}

static bool trust_key(Story *story, InroError *error)
{
    char fingerprint[INRO_FINGERPRINT_BYTES];

    return inro_key_trust(&story->inro, story->record, story->key, "other", fingerprint, error);
}

void story_hand_over(Story *story, const char *dossier, const char *key)
{
    InroBytes line = { NULL, 0 };
    InroError error;

    CHECK(open_record(story, &error) && export_to(story, dossier, &error), error.text);
    CHECK(inro_key_export(&story->inro, story->record, NULL, &line, &error)
              && write_file(key, &line, &error), error.text);
    inro_bytes_free(&line);
    CHECK(close_record(story, &error), "closed");
}

EACH(nothing)
EACH(change_product)
EACH(attach_sbom)
EACH(attach_large)
EACH(create_key)
EACH(retire_key)
EACH(erase_author)
EACH(back_up_again)
EACH(export_dossier)
EACH(import_dossier)

static bool each_trust_key(Story *story, InroError *error)
{
    return then(story, trust_key, error);
}

static bool each_site(Story *story, InroError *error)
{
    return then(story, story_site, error);
}

static bool each_product(Story *story, InroError *error)
{
    return then(story, make_product, error);
}

static bool each_release(Story *story, InroError *error)
{
    return then(story, make_release, error);
}

static bool each_back_up(Story *story, InroError *error)
{
    return then(story, back_up, error);
}

const StoryAct STORY_BASE[] = {
    { "a product", each_product },
    { "a release", each_release },
    { "a site", each_site },
    { "another is trusted", each_trust_key },
    { "a backup", each_back_up },
};
const size_t STORY_BASE_COUNT = ARRAY_LEN(STORY_BASE);

const StoryAct STORY_EACH[] = {
    { "opened and closed", each_nothing },
    { "a site", each_site },
    { "the product is changed", each_change_product },
    { "an SBOM", each_attach_sbom },
    { "a large SBOM", each_attach_large },
    { "a second key", each_create_key },
    { "the key is retired", each_retire_key },
    { "a person is erased", each_erase_author },
    { "a backup", each_back_up_again },
    { "the backup is put elsewhere", each_restore },
    { "a dossier is written", each_export_dossier },
    { "a dossier is taken in", each_import_dossier },
};
const size_t STORY_EACH_COUNT = ARRAY_LEN(STORY_EACH);

/* ---- whether it holds ------------------------------------------------------------------- */

static bool say(char why[STORY_WHY_BYTES], const char *what, const char *words)
{
    snprintf(why, STORY_WHY_BYTES, "%s: %s", what, words);
    return false;
}

static bool verifies(const Story *story, InroRecord *record, char why[STORY_WHY_BYTES])
{
    InroReportOptions options = { .format = "table", .take = forget };
    InroError error;

    return inro_record_verify(&story->inro, record, NULL, &options, &error)
        || say(why, "verify", error.text);
}

/* The log is that of one of the two moments. */
static const StoryState *moment(const Story *story, InroRecord *record, unsigned acked,
                                char why[STORY_WHY_BYTES])
{
    StoryState is;
    char text[64];

    if (!story_state(record, &is))
        return say(why, "log", "cannot be read"), NULL;
    for (unsigned i = acked; i <= acked + 1 && i <= story->told; i++)
        if (is.size == story->state[i].size
            && (!is.size || story->by_size || digest_equal(&is.root, &story->state[i].root)))
            return &story->state[i];
    snprintf(text, sizeof text, "%llu events, %llu acknowledged", (unsigned long long)is.size,
             (unsigned long long)story->state[acked].size);
    return say(why, "log", text), NULL;
}

/* Opens it to write, says something more, and verifies again. */
static bool continues(const Story *told, const StoryState *state, char why[STORY_WHY_BYTES])
{
    Story story = *told;
    InroError error;
    bool ok;

    story.pragma = NULL;
    story.told = STORY_ACTS_MAX;
    story.record = NULL;
    if (!open_record(&story, &error))
        return say(why, "open to write", error.text);
    ok = (story_site(&story, &error) || say(why, "continue", error.text))
      && verifies(&story, story.record, why)
      && (!state->fingerprint[0]
          || str_eq(story.record->fingerprint, str_of(state->fingerprint))
          || say(why, "key", "another one signs"));
    inro_record_close(story.record);
    return ok;
}

/* ---- what was verified already ---------------------------------------------------------- */

/* Most states of a disk recover to one of a few records, byte for byte once the log beside the
 * database is moved into it; of each, one is verified. */
static uint64_t verified[1 << 16];

static uint64_t *verified_slot(uint64_t hash)
{
    size_t at = hash % ARRAY_LEN(verified);

    while (verified[at] && verified[at] != hash)
        at = (at + 1) % ARRAY_LEN(verified);
    return &verified[at];
}

static bool verifies_again(const Story *story, const StoryState *state, char why[STORY_WHY_BYTES])
{
    InroRecordOptions options = { .place = story->place, .actor = "reader" };
    uint64_t *slot = verified_slot(story_hash(story->place)), hash = hash_sum;
    InroRecord *record;
    InroError error;
    bool ok;

    if (*slot)
        return true;
    if (!inro_record_open(&story->inro, &options, &record, &error))
        return say(why, "open again", error.text);
    ok = verifies(story, record, why);
    inro_record_close(record);
    if (!ok || (!story->by_size && !continues(story, state, why)))
        return false;
    *slot = hash;
    return true;
}

static bool record_holds(const Story *story, unsigned acked, bool thorough,
                         char why[STORY_WHY_BYTES])
{
    InroRecordOptions options = { .place = story->place, .actor = "reader" };
    const StoryState *state;
    InroRecord *record;
    InroError error;

    if (!inro_record_open(&story->inro, &options, &record, &error))
        return acked || error.status != INRO_NO_DATA ? say(why, "open", error.text)
                                                     : continues(story, &story->state[0], why);
    state = moment(story, record, acked, why);
    if (state && thorough && !verifies(story, record, why))
        state = NULL;
    inro_record_close(record);
    if (!state)
        return false;
    return thorough || !acked ? continues(story, state, why) : verifies_again(story, state, why);
}

/* ---- copies ----------------------------------------------------------------------------- */

static bool restore_to(const Story *story, const char *inside, char why[STORY_WHY_BYTES])
{
    InroError error;
    uint64_t events;

    return (restore_into(story, inside, &events, &error) || say(why, "restore", error.text))
        && (events == story->state[story->backup_of].size
            || say(why, "backup", "of another moment"));
}

/* A backup is whole or not there: it can be put into a new place, whatever became of the record. */
static bool backup_holds(const Story *story, bool acked, char why[STORY_WHY_BYTES])
{
    char file[STORY_PATH_BYTES * 2], place[STORY_PATH_BYTES * 2];

    path_of(story, story->backup, file);
    if (access(file, F_OK) != 0)
        return !acked || say(why, "backup", "is not there");
    path_of(story, "from-backup", place);
    if (!restore_to(story, "from-backup", why))
        return false;
    story_clear(place);
    rmdir(place);
    return true;
}

/* A restored record is whole, or not there and can be restored again. */
static bool restored_holds(const Story *story, bool acked, char why[STORY_WHY_BYTES])
{
    char place[STORY_PATH_BYTES * 2];
    InroRecordOptions options = { .place = place, .actor = "reader" };
    InroRecord *record;
    InroError error;
    StoryState is;
    bool ok;

    path_of(story, STORY_RESTORED, place);
    if (!inro_record_open(&story->inro, &options, &record, &error))
        return !acked && error.status == INRO_NO_DATA ? restore_to(story, STORY_RESTORED, why)
                                                      : say(why, "restored", error.text);
    ok = verifies(story, record, why) && story_state(record, &is)
      && (is.size == story->state[story->backup_of].size
          || say(why, "restored", "of another moment"));
    inro_record_close(record);
    return ok;
}

bool story_holds(const Story *story, const char *folder, unsigned acked, bool thorough,
                 char why[STORY_WHY_BYTES])
{
    Story there = *story;

    snprintf(there.folder, sizeof there.folder, "%s", folder);
    snprintf(there.place, sizeof there.place, "%s%s", folder,
             story->place + strlen(story->folder));
    return record_holds(&there, acked, thorough, why)
        && (!there.backup_at || acked + 1 < there.backup_at
            || backup_holds(&there, acked >= there.backup_at, why))
        && (!there.restored_at || acked + 1 < there.restored_at
            || restored_holds(&there, acked >= there.restored_at, why));
}
