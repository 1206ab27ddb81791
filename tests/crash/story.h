/* SPDX-License-Identifier: Apache-2.0 */
/* story.h — what people do to a record, act after act, and whether a record tells that story.
 *
 * After each act the story knows how far the log had come: so many events under that root, signed
 * from then on by that key. Of a record that somebody finds later it tells whether all that was
 * acknowledged is there, nothing is there in part, and it verifies and can be continued.
 */
#pragma once

#include "api/record.h"
#include "inro/record.h"

#include "test.h"

enum { STORY_ACTS_MAX = 64, STORY_PATH_BYTES = 512, STORY_WHY_BYTES = INRO_ERROR_BYTES + 256 };

/* A sanitizer makes everything several times as slow: so many times less is done under one. */
#if defined(__SANITIZE_ADDRESS__)
enum { STORY_SLOWER = 8 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { STORY_SLOWER = 8 };
#else
enum { STORY_SLOWER = 1 };
#endif
#else
enum { STORY_SLOWER = 1 };
#endif

/* How far the log had come. */
typedef struct {
    uint64_t size;
    Digest root;
    char fingerprint[SIGN_FINGERPRINT_BYTES];
} StoryState;

/* What acts make beside the record, in the folder. */
#define STORY_AGAIN    "again.sqlite"
#define STORY_RESTORED "restored"

typedef struct Story Story;
typedef bool StoryDo(Story *story, InroError *error);
typedef struct {
    const char *name;
    StoryDo *act;
} StoryAct;

struct Story {
    char folder[STORY_PATH_BYTES];  /* of all that is made                 */
    char place[STORY_PATH_BYTES * 2]; /* the record, in it                 */
    Inro inro;
    const char *actor;
    InroRecord *record;             /* NULL while it is closed             */
    InroRecord *second;             /* another that writes, or NULL        */
    char signs[SIGN_FINGERPRINT_BYTES]; /* the key that does from now on   */
    const char *pragma;             /* what each opened database is told   */
    StoryState state[STORY_ACTS_MAX];
    unsigned told;                  /* acts; state[told] is how it is now  */
    unsigned backup_at, restored_at; /* the acts that did; 0: none yet     */
    unsigned backup_of;             /* the state that is in the backup     */
    const char *backup;             /* the name of its file                */
    bool by_size;                   /* acts are repeated: a moment is told by its size, and
                                       nothing more is said                */
    const char *dossier, *key;      /* of another record, or NULL          */
};

/* A story in an empty folder below the one for such files. */
void story_begin(Story *story);
/* Closes what is open and removes the folder with all in it. */
void story_end(Story *story);
/* Does one act and notes how far the log has come. */
bool story_do(Story *story, const StoryAct *act, InroError *error);
/* How far the log of an open record has come. */
bool story_state(InroRecord *record, StoryState *out);

/* One site more. */
bool story_site(Story *story, InroError *error);

/* Acts, each on the record that the ones before left. */
extern const StoryAct STORY_FIRST[], STORY_LARGE[], STORY_COPIES[];
extern const size_t STORY_FIRST_COUNT, STORY_LARGE_COUNT, STORY_COPIES_COUNT;
/* What comes before each of STORY_EACH, which opens the record, acts and closes it. */
extern const StoryAct STORY_BASE[], STORY_EACH[];
extern const size_t STORY_BASE_COUNT, STORY_EACH_COUNT;
/* Writes the dossier of the product and the public key that signed it. */
void story_hand_over(Story *story, const char *dossier, const char *key);

/* Whether what lies in `folder` is sound when `acked` acts were acknowledged and the next one may
 * have been; `thorough` also continues it. Else *why. */
bool story_holds(const Story *story, const char *folder, unsigned acked, bool thorough,
                 char why[STORY_WHY_BYTES]);
/* Of the names and bytes of all files below a folder but "-shm". */
uint64_t story_hash(const char *folder);
/* Removes all in a folder. */
void story_clear(const char *folder);
