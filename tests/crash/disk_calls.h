/* SPDX-License-Identifier: Apache-2.0 */
/* disk_calls.h — what disk_calls.c tells disk.c of each call: whether it shall fail, and what it
 * did. Offsets and sizes in bytes; a descriptor that is not watched is passed over. */
#pragma once

#include "base/str.h"

#include <stddef.h>

typedef enum { CALL_WRITES, CALL_SYNCS, CALL_NAMES, CALL_UNNAMES } CallKind;

/* 0, or the error with which the call is to fail. */
int disk_fails_fd(int fd, CallKind kind);
int disk_fails_path(const char *path, CallKind kind);
/* Whether a write that fails writes half of it first. */
bool disk_half(void);

void disk_opened(int fd, const char *path, int flags);
void disk_closed(int fd);
void disk_wrote(int fd, uint64_t at, const void *bytes, size_t size);
void disk_resized(int fd, uint64_t size);
void disk_synced(int fd);
void disk_made_folder(const char *path);
void disk_linked(const char *from, const char *to);
void disk_unlinked(const char *path);
void disk_renamed(const char *from, const char *to);
bool disk_watches_fd(int fd);
