/* SPDX-License-Identifier: Apache-2.0 */
/* The databases of a program that also speaks to PostgreSQL. */
#include "store/db_backend.h"

const DbBackend *const DB_BACKENDS[] = { &DB_BACKEND_POSTGRES, &DB_BACKEND_SQLITE, NULL };
