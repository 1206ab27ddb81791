/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h — a small folder as a value: read, compared, written again. For tests: no limits. */
#pragma once

#include "base/str.h"

typedef struct {
    Str path, bytes; /* below the folder; a folder itself has no row     */
    unsigned mode;   /* what others may do with it; 0: as the umask says */
} TreeFile;

typedef struct {
    TreeFile *files;
    size_t count;
} Tree;

/* Fails the test when a file cannot be read; a folder that is not there is an empty tree. */
Tree tree_read(const char *folder);
void tree_free(Tree *tree);
/* Replaces the whole folder. */
void tree_write(const Tree *tree, const char *folder);

const TreeFile *tree_find(const Tree *tree, Str path);
/* The first file of `part` that `whole` lacks or holds with other bytes; NULL: none. */
const TreeFile *tree_missing(const Tree *whole, const Tree *part);
