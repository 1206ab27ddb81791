/* SPDX-License-Identifier: Apache-2.0 */
/* fd.h — descriptors that close themselves, and names that reach the disk; for io.h's files alone.
 *
 * The folder that a name lies in is opened before the name changes: then nothing that comes after
 * the change can fail but the disk itself.
 *
 * Fails: with the system's errno.
 */
#pragma once

#include "base/defs.h"

#include <stdbool.h>

/* For CLEANUP; of -1 nothing. errno stays as it was. */
void fd_close(int *fd);
/* The folder that `path` lies in, "." where it names none; -1 when it cannot be opened. */
MUST_CHECK int fd_open_folder(const char *path);
/* What a file holds, or which names a folder holds, reaches the disk, where its file system can
 * promise that. */
MUST_CHECK bool fd_sync(int fd);
