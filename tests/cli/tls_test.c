/* SPDX-License-Identifier: Apache-2.0 */
/* A record on a server that is reached by TLS: through the program, with authorities made for the
 * test. Tests: store/db_postgres.c */
#include "accept.h"

#include "../postgres.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OPENSSL "/usr/bin/openssl"
#define PASSWORD "s3cret-of-tls"

enum { PLACE_BYTES = 4000 };

static unsigned port;
static char database[40];

static void openssl(const char *const *words)
{
    const ProcessOptions options = { .folder = process_folder() };
    ProcessResult result = process_run(words, &options);

    if (result.status != 0)
        test_fail("openssl %s: %.*s", words[1], STR_ARG(result.err));
}
#define SSL(...) openssl((const char *const[]){ OPENSSL, __VA_ARGS__, NULL })

static void authority(const char *key, const char *certificate)
{
    SSL("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=authority of a test", "-keyout", key, "-out", certificate);
}

/* A server of the name "localhost", known by ca.pem; other.pem knows nothing of it. */
static void begin(void)
{
    const char *address, *name;

    if (access(OPENSSL, X_OK) != 0)
        test_skip("no openssl");
    if (port)
        return;
    authority("ca.key", "ca.pem");
    authority("other.key", "other.pem");
    SSL("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr");
    process_file("names", STR("subjectAltName=DNS:localhost\n"));
    SSL("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem");
    port = postgres_listens(place("server.pem"), place("server.key"));
    address = postgres_new();
    name = strrchr(address, '@') + 2;
    snprintf(database, sizeof database, "%.*s", (int)strcspn(name, "?"), name);
    postgres_say(address, "CREATE ROLE remote LOGIN PASSWORD '" PASSWORD "';"
                          "GRANT ALL ON SCHEMA public TO remote");
}

/* The address of the server under the name `host`. */
static const char *place_of(const char *host, const char *mode, const char *authority_file)
{
    static char address[PLACE_BYTES];

    snprintf(address, sizeof address, "postgres://remote:" PASSWORD "@%s:%u/%s?hostaddr=127.0.0.1"
             "&sslmode=%s&sslrootcert=%s", host, port, database, mode, place(authority_file));
    return address;
}

TEST(a_server_that_proves_its_name_is_written_to_and_read)
{
    const char *address;
    ProcessResult result;

    begin();
    address = place_of("localhost", "verify-full", "ca.pem");
    result = INRO("product", "create", "--record", address, "--name", "Pump");
    own_done(result, __LINE__);
    CHECK_LACKS(result.err, PASSWORD, "nothing of the password");
    CHECK_HAS(own_done(INRO("product", "list", "--record", address), __LINE__), "Pump", "read");
    CHECK_HAS(own_done(INRO("record", "verify", "--record", address), __LINE__), "\nverified",
              "all of it, in a process that has given up its rights");
}

static const struct { const char *host, *mode, *authority, *says; } REFUSED[] = {
    { "localhost", "verify-full", "other.pem", "certificate verify failed" },
    { "localhost", "verify-ca", "other.pem", "certificate verify failed" },
    { "elsewhere.example", "verify-full", "ca.pem", "does not match host name" },
    { "localhost", "verify-full", "none.pem", "does not exist" },
    { "localhost", "disable", "ca.pem", "no encryption" },
};

TEST(a_server_that_does_not_is_refused_and_told_no_password)
{
    begin();
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        const char *address = place_of(REFUSED[i].host, REFUSED[i].mode, REFUSED[i].authority);
        ProcessResult result = INRO("product", "create", "--record", address, "--name", "Two");

        CHECK_INT(result.status, 4, REFUSED[i].says);
        CHECK_HAS(result.err, "no connection to the database", REFUSED[i].says);
        CHECK_HAS(result.err, REFUSED[i].says, REFUSED[i].authority);
        CHECK_LACKS(result.err, PASSWORD, REFUSED[i].says);
        CHECK_LACKS(result.err, "s3cret", "nor a part of it");
    }
}
