/* SPDX-License-Identifier: Apache-2.0 */
/* tidy — keeps the house in order, as a test like any other.
 *
 *     tidy ROOT [CC]
 *
 * Reads the tracked files below ROOT and prints a line for each rule that is broken:
 * `file:line: rule`. The table of rooms and what each may include is read from
 * ARCHITECTURE.md, so that the picture people see is the one that is kept. With CC every
 * header is compiled alone. Exit status 1 when anything was printed.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    COLUMNS_MAX = 100, FUNCTION_LINES_MAX = 70, FILE_LINES_MAX = 800, DOOR_LINES_MAX = 40,
    FILES_MAX = 8192, PATH_BYTES = 512, ROOMS_MAX = 32, CELL_BYTES = 256,
};

static char root[PATH_BYTES];
static char *paths[FILES_MAX];
static size_t path_count, complaints, checked;

static void complain(const char *path, size_t line, const char *fmt, ...)
{
    va_list args;

    printf("%s:%zu: ", path, line);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    putchar('\n');
    complaints++;
}

static void *need(void *memory)
{
    if (!memory) {
        fputs("tidy: no memory\n", stderr);
        exit(2);
    }
    return memory;
}

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool ends(const char *text, const char *suffix)
{
    size_t a = strlen(text), b = strlen(suffix);

    return a >= b && strcmp(text + a - b, suffix) == 0;
}

/* ---- files ------------------------------------------------------------------------ */

static void walk(const char *folder)
{
    char path[2 * PATH_BYTES];
    struct dirent *entry;
    DIR *dir;

    snprintf(path, sizeof path, "%s/%s", root, folder);
    if (!(dir = opendir(path)))
        return;
    while ((entry = readdir(dir))) {
        char inside[PATH_BYTES];
        struct stat info;
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "build") == 0)
            continue;
        if (snprintf(inside, sizeof inside, "%s%s%s", folder, folder[0] ? "/" : "",
                     entry->d_name) >= PATH_BYTES)
            continue;
        snprintf(path, sizeof path, "%s/%s", root, inside);
        if (stat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            walk(inside);
        else if (path_count < FILES_MAX)
            paths[path_count++] = need(strdup(inside));
    }
    closedir(dir);
}

static char *load(const char *inside, size_t *size)
{
    char path[2 * PATH_BYTES];
    char *text;
    FILE *in;
    long end;

    snprintf(path, sizeof path, "%s/%s", root, inside);
    if (!(in = fopen(path, "rb")))
        return NULL;
    fseek(in, 0, SEEK_END);
    end = ftell(in);
    rewind(in);
    text = need(malloc((size_t)(end < 0 ? 0 : end) + 1));
    *size = fread(text, 1, (size_t)(end < 0 ? 0 : end), in);
    text[*size] = '\0';
    fclose(in);
    return text;
}

static bool exists(const char *fmt, ...)
{
    char inside[PATH_BYTES], path[2 * PATH_BYTES];
    struct stat info;
    va_list args;

    va_start(args, fmt);
    vsnprintf(inside, sizeof inside, fmt, args);
    va_end(args);
    snprintf(path, sizeof path, "%s/%s", root, inside);
    return stat(path, &info) == 0;
}

/* Calls `each` for every line; the line's end is replaced by NUL for the call. */
typedef void LineEach(const char *path, size_t number, const char *line, void *context);

static void each_line(const char *path, LineEach *each, void *context)
{
    size_t size, number = 0;
    char *text = load(path, &size), *at = text, *end;

    if (!text)
        return;
    for (; at < text + size; at = end + 1) {
        end = strchr(at, '\n');
        end = end ? end : text + size;
        *end = '\0';
        each(path, ++number, at, context);
    }
    free(text);
}

/* ---- lines, functions, files ------------------------------------------------------ */

typedef struct {
    size_t lines, rows;
    size_t head_from;     /* the line that a function may begin with; 0: none */
    size_t function_from; /* the same of the one whose body this is           */
} Shape;

static size_t columns(const char *line)
{
    size_t count = 0;

    for (; *line; line++)
        count += ((unsigned char)*line & 0xC0) != 0x80;
    return count;
}

static void shape_line(const char *path, size_t number, const char *line, void *context)
{
    Shape *shape = context;

    shape->lines = number;
    if (columns(line) > COLUMNS_MAX)
        complain(path, number, "%zu columns; at most %d", columns(line), COLUMNS_MAX);
    if (line[0] && isspace((unsigned char)line[strlen(line) - 1]))
        complain(path, number, "white space at the end of the line");
    if (strchr(line, '\t'))
        complain(path, number, "a TAB; indent with four spaces");
    while (*line == ' ')
        line++;
    shape->rows += line[0] == '{' || line[0] == '"' || isdigit((unsigned char)line[0]);
}

/* A function is as long as its reader sees it: from its name to its last brace. */
static void function_end(const char *path, size_t number, Shape *shape)
{
    size_t lines = number - shape->function_from + 1;

    if (lines > FUNCTION_LINES_MAX)
        complain(path, shape->function_from, "a function of %zu lines; at most %d", lines,
                 FUNCTION_LINES_MAX);
    shape->function_from = 0;
}

static void function_line(const char *path, size_t number, const char *line, void *context)
{
    Shape *shape = context;

    if (strcmp(line, "{") == 0) {
        shape->function_from = shape->head_from ? shape->head_from : number;
    } else if (line[0] == '}') {
        if (line[1] == '\0' && shape->function_from)
            function_end(path, number, shape);
        shape->head_from = shape->function_from = 0;
    } else if (!line[0] || ends(line, ";")) {
        shape->head_from = 0;
    } else if (!shape->head_from && (isalpha((unsigned char)line[0]) || line[0] == '_')) {
        shape->head_from = number;
    }
}

static void first_line(const char *path, size_t number, const char *line, void *context)
{
    (void)context;
    if (number == 1 && !strstr(line, "SPDX-License-Identifier: Apache-2.0"))
        complain(path, 1, "the first line is not the SPDX id");
}

/* A file most of whose lines are rows is a table, which may be long. */
static void check_shape(const char *path)
{
    Shape shape = { 0 };

    each_line(path, first_line, NULL);
    each_line(path, shape_line, &shape);
    each_line(path, function_line, &shape);
    if (shape.lines > FILE_LINES_MAX && shape.rows * 2 < shape.lines)
        complain(path, shape.lines, "%zu lines; split by noun above %d", shape.lines,
                 FILE_LINES_MAX);
}

/* ---- words that may not be used --------------------------------------------------- */

static const struct { const char *word, *outside; } BANNED[] = {
    { "strcpy", NULL }, { "strcat", NULL }, { "strncpy", NULL }, { "strncat", NULL },
    { "sprintf", NULL }, { "vsprintf", NULL }, { "atoi", NULL }, { "atol", NULL },
    { "atof", NULL }, { "strtok", NULL }, { "gmtime", NULL }, { "localtime", NULL },
    { "system", NULL }, { "rand", NULL }, { "alloca", NULL }, { "gets", NULL },
    { "scanf", NULL }, { "sscanf", NULL }, { "popen", NULL }, { "tmpnam", NULL },
    /* only base calls these */
    { "malloc", "src/base/" }, { "calloc", "src/base/" }, { "realloc", "src/base/" },
    { "open", "src/base/" }, { "fopen", "src/base/" }, { "mmap", "src/base/" },
    { "time", "src/base/" }, { "clock_gettime", "src/base/" }, { "socket", "src/base/" },
    { "opendir", "src/base/" }, { "rename", "src/base/" }, { "unlink", "src/base/" },
    { "getrandom", "src/base/random.c" }, { "getentropy", NULL }, { "arc4random", NULL },
};

static bool calls(const char *line, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = strstr(line, word); at; at = strstr(at + 1, word)) {
        char before = at == line ? ' ' : at[-1];
        bool whole = !isalnum((unsigned char)before) && before != '_' && before != '.'
                  && before != '>';
        if (whole && at[len] == '(')
            return true;
    }
    return false;
}

static void banned_line(const char *path, size_t number, const char *line, void *context)
{
    bool comment = strstr(line, "/*") == line || starts(line, " *");

    (void)context;
    for (size_t i = 0; !comment && i < sizeof BANNED / sizeof BANNED[0]; i++) {
        bool home = BANNED[i].outside
                 && (starts(path, BANNED[i].outside) || !starts(path, "src/"));
        if (!home && calls(line, BANNED[i].word))
            complain(path, number, "%s() is banned here", BANNED[i].word);
    }
}

/* ---- rooms ------------------------------------------------------------------------ */

typedef struct {
    char name[32], may[CELL_BYTES], libraries[CELL_BYTES];
} Room;

static Room rooms[ROOMS_MAX];
static size_t room_count;

/* Out of "| match | base, trust (digest header) | – |". */
static void room_line(const char *path, size_t number, const char *line, void *context)
{
    char names[CELL_BYTES], may[CELL_BYTES], libraries[CELL_BYTES], *save = NULL;

    (void)path, (void)number, (void)context;
    if (sscanf(line, "| %255[^|]| %255[^|]| %255[^|]|", names, may, libraries) != 3
        || starts(names, "room")
        || names[0] == '-')
        return;
    for (char *name = strtok_r(names, ", ", &save); name && room_count < ROOMS_MAX;
         name = strtok_r(NULL, ", ", &save)) {
        Room *room = &rooms[room_count++];
        snprintf(room->name, sizeof room->name, "%s", name);
        snprintf(room->may, sizeof room->may, "%s", may);
        snprintf(room->libraries, sizeof room->libraries, "%s", libraries);
    }
}

static const Room *room_of(const char *path)
{
    char name[32];

    if (sscanf(path, "src/%31[^/]/", name) != 1)
        return NULL;
    for (size_t i = 0; i < room_count; i++)
        if (strcmp(rooms[i].name, name) == 0)
            return &rooms[i];
    return NULL;
}

static bool may_include(const Room *room, const char *other)
{
    const char *at = strstr(room->may, other);
    size_t len = strlen(other);

    if (strcmp(room->name, other) == 0 || strstr(room->may, "every room above"))
        return true;
    if (strcmp(other, "inro") == 0)
        return strcmp(room->name, "api") == 0 || strstr(room->may, "include/inro");
    for (; at; at = strstr(at + 1, other))
        if ((at == room->may || !isalpha((unsigned char)at[-1]))
            && !isalpha((unsigned char)at[len]))
            return true;
    return false;
}

/* What stands for an outside library; every other header in angle brackets is the system's. */
static struct { const char *header, *library, *file; } LIBRARIES[] = {
    { "yyjson.h", "yyjson", NULL },          { "isa-l/", "isa-l", NULL },
    { "libdeflate.h", "libdeflate", NULL },  { "zip.h", "libzip", NULL },
    { "zlib.h", "zlib", NULL },              { "zstd", "zstd", NULL },
    { "xxhash.h", "xxhash", NULL },          { "utf8proc.h", "utf8proc", NULL },
    { "nettle/", "nettle", NULL },          { "expat.h", "expat", NULL },
    { "sodium.h", "libsodium", NULL },       { "p11-kit/", "p11-kit", NULL },
    { "sqlite3.h", "sqlite3", NULL },        { "libpq-fe.h", "libpq", NULL },
};
static const char *const SYSTEM[] = {
    "arpa/", "assert.h", "ctype.h", "dirent.h", "emmintrin.h", "errno.h", "fcntl.h", "immintrin.h",
    "inttypes.h", "limits.h", "linux/", "netinet/", "poll.h", "pthread.h", "pwd.h", "sched.h",
    "signal.h", "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h",
    "stdio.h", "stdlib.h", "string.h", "sys/", "time.h", "unistd.h",
};

static bool is_system(const char *header)
{
    for (size_t i = 0; i < sizeof SYSTEM / sizeof SYSTEM[0]; i++)
        if (starts(header, SYSTEM[i]))
            return true;
    return false;
}

/* A library is in the room's row, and one file touches it. */
static void library_check(const Room *room, const char *path, size_t number, const char *header)
{
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof LIBRARIES[0]; i++) {
        const char *library = LIBRARIES[i].library;
        if (!starts(header, LIBRARIES[i].header))
            continue;
        if (!strstr(room->libraries, library))
            complain(path, number, "room %s may not use %s", room->name, library);
        if (LIBRARIES[i].file && strcmp(LIBRARIES[i].file, path) != 0)
            complain(path, number, "%s is touched by %s already", library, LIBRARIES[i].file);
        LIBRARIES[i].file = LIBRARIES[i].file ? LIBRARIES[i].file : path;
        return;
    }
    if (!is_system(header))
        complain(path, number, "<%s> is of no library that tidy knows", header);
}

static void include_line(const char *path, size_t number, const char *line, void *context)
{
    const Room *room = context;
    char other[32], header[64];

    if (sscanf(line, "#include <%63[^>]>", header) == 1)
        library_check(room, path, number, header);
    if (sscanf(line, "#include \"%31[^/\"]/", other) == 1 && strchr(line, '/')
        && !may_include(room, other))
        complain(path, number, "room %s may not include %s", room->name, other);
}

static void count_line(const char *path, size_t number, const char *line, void *context)
{
    (void)path, (void)line;
    *(size_t *)context = number;
}

static void check_doors(void)
{
    for (size_t i = 0; i < room_count; i++) {
        char door[64];
        size_t lines = 0;
        if (!exists("src/%s", rooms[i].name))
            continue;
        snprintf(door, sizeof door, "src/%.31s/README.md", rooms[i].name);
        if (!exists("%s", door))
            complain(door, 1, "the room has no door");
        each_line(door, count_line, &lines);
        if (lines > DOOR_LINES_MAX)
            complain(door, lines, "a door of %zu lines; at most %d", lines, DOOR_LINES_MAX);
    }
}

/* ---- tests, fuzzers, builds ------------------------------------------------------- */

static void mention_line(const char *path, size_t number, const char *line, void *context)
{
    const char **word = context;

    (void)path, (void)number;
    if (*word && strstr(line, *word))
        *word = NULL;
}

/* Whether any file below `folder` whose name ends in `suffix` has the word in it. */
static bool mentioned(const char *folder, const char *suffix, const char *word)
{
    for (size_t i = 0; i < path_count; i++)
        if (starts(paths[i], folder) && ends(paths[i], suffix)) {
            const char *left = word;
            each_line(paths[i], mention_line, &left);
            if (!left)
                return true;
        }
    return false;
}

/* A source is tested by tests/<room>/<noun>_test.c, or by a test that says `Tests: noun.c`. */
static void check_source(const char *path)
{
    char room[32], noun[128], folder[64], tag[160], quoted[160];

    if (sscanf(path, "src/%31[^/]/%127[^./].c", room, noun) != 2)
        return;
    snprintf(folder, sizeof folder, "tests/%s/", room);
    snprintf(tag, sizeof tag, " %s.c", noun);
    snprintf(quoted, sizeof quoted, "'%s.c'", noun);
    if (strcmp(room, "cli") != 0 && !exists("%s%s_test.c", folder, noun)
        && !mentioned(folder, "_test.c", tag))
        complain(path, 1, "no test: %s%s_test.c", folder, noun);
    snprintf(folder, sizeof folder, "src/%s/", room);
    if (!mentioned(folder, "meson.build", quoted))
        complain(path, 1, "dead file: not in %smeson.build", folder);
}

/* A test that its folder does not build, and data that no test names, by file, stem or folder. */
static void check_dead(const char *path)
{
    char folder[PATH_BYTES], noun[128], room[32], word[160];
    const char *name = strrchr(path, '/');
    int used = 0;

    if (sscanf(path, "tests/%31[^/]/%127[^/]%n", room, noun, &used) == 2 && !path[used]
        && ends(noun, "_test.c")) {
        snprintf(folder, sizeof folder, "tests/%s/", room);
        snprintf(word, sizeof word, "'%.*s'", (int)strlen(noun) - (int)strlen("_test.c"), noun);
        if (!mentioned(folder, "meson.build", word))
            complain(path, 1, "dead file: not in %smeson.build", folder);
    }
    if (!starts(path, "tests/data/") && !starts(path, "tests/golden/"))
        return;
    snprintf(word, sizeof word, "%.*s", (int)strcspn(name + 1, "."), name + 1);
    snprintf(folder, sizeof folder, "%.*s", (int)(name - path), path);
    if (!mentioned("tests/", ".c", word) && !mentioned("tools/", ".c", word)
        && !mentioned("tests/", ".c", strrchr(folder, '/') + 1))
        complain(path, 1, "dead file: no test names it");
}

/* ---- what a line speaks of ----------------------------------------------------------- */

/* A path of somebody's machine, such as a home folder; not behind a name or another slash. */
static bool names_machine(const char *line)
{
    static const char *const PLACES[] = { "/home" "/", "/root" "/", "/work" "/", "/Users" "/" };

    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        const char *at = strstr(line, PLACES[i]);
        char before = at && at != line ? at[-1] : ' ';
        if (at && !isalnum((unsigned char)before) && !strchr("_-./}", before))
            return true;
    }
    return false;
}

/* Beside the repository lies data for tests, and nothing that a reader could open. */
static bool names_outside(const char *line)
{
    for (const char *at = strstr(line, "../shared/"); at; at = strstr(at + 1, "../shared/"))
        if (!starts(at + 10, "corpus") && !starts(at + 10, "data"))
            return true;
    return false;
}

static bool document_exists(const char *name)
{
    if (strcmp(name, "docs/benchmarks.md") == 0) /* written by make bench */
        return true;
    for (size_t i = 0; i < path_count; i++) {
        size_t a = strlen(paths[i]), b = strlen(name);
        if (a >= b && strcmp(paths[i] + a - b, name) == 0
            && (a == b || paths[i][a - b - 1] == '/'))
            return true;
    }
    return false;
}

/* "see decide.md" must lead somewhere: the words before ".md" name a file of the repository. */
static void check_documents(const char *path, size_t number, const char *line)
{
    for (const char *at = strstr(line, ".md"); at; at = strstr(at + 1, ".md")) {
        const char *from = at;
        char name[128];
        while (from > line && (isalnum((unsigned char)from[-1]) || strchr("_-./", from[-1])))
            from--;
        while (from < at && strchr("./", *from))
            from++;
        if (from == at || isalnum((unsigned char)at[3]) || strchr("%*\"'", at[3] ? at[3] : ' ')
            || from[-(from > line)] == '%' || strstr(line, "://") || strstr(line, "../shared/"))
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(at + 3 - from), from);
        if (!document_exists(name))
            complain(path, number, "%s is not in the repository", name);
    }
}

static void speech_line(const char *path, size_t number, const char *line, void *context)
{
    (void)context;
    if (names_machine(line))
        complain(path, number, "a path of one machine");
    if (!starts(path, "tools/") && names_outside(line))
        complain(path, number, "what lies beside the repository is for tests only");
    if (!starts(path, "tools/"))
        check_documents(path, number, line);
}

static bool is_written_by_us(const char *path)
{
    static const char *const ENDS[] = { ".c", ".h", ".md", ".build", ".po", ".sh", ".1", ".tsv" };

    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++)
        if (ends(path, ENDS[i]))
            return !starts(path, "tests/golden/");
    return false;
}

static void check_fuzzers(void)
{
    for (size_t i = 0; i < path_count; i++) {
        char noun[128], call[140];
        const char *last;
        /* A source with a header of its own is a door or a part of several readers; what several
         * fuzzers share may call a reader for all of them. */
        if (sscanf(paths[i], "src/formats/%127[^./].c", noun) != 1)
            continue;
        last = strrchr(noun, '_');
        snprintf(call, sizeof call, "%s_read(", last ? last + 1 : noun);
        if (!exists("src/formats/%s.h", noun) && !exists("tests/fuzz/%s_fuzz.c", noun) &&
            mentioned(paths[i], ".c", "_read(") && !mentioned("tests/fuzz/", "_fuzz.h", call))
            complain(paths[i], 1, "no fuzzer: tests/fuzz/%s_fuzz.c", noun);
    }
}

/* ---- words on screens -------------------------------------------------------------- */

static void po_line(const char *path, size_t number, const char *line, void *context)
{
    char id[256], other[PATH_BYTES], quoted[300];
    const char *left = quoted;

    (void)context;
    if (sscanf(line, "msgid \"%255[^\"]\"", id) != 1)
        return;
    snprintf(other, sizeof other, "po/%s/%s", starts(path, "po/en/") ? "ja" : "en", path + 6);
    snprintf(quoted, sizeof quoted, "msgid \"%s\"", id);
    each_line(other, mention_line, &left);
    if (left)
        complain(path, number, "%s lacks \"%s\"", other, id);
}

/* An id in code, such as STR("purl.no-name"), has its sentence. */
static void id_line(const char *path, size_t number, const char *line, void *context)
{
    const char *at = strstr(line, "STR(\"");
    char id[256], room[64], quoted[300], *dot;

    (void)context;
    at = at ? at : strstr(line, "STR_ROW(\"");
    if (!at || sscanf(strchr(at, '"'), "\"%255[a-z0-9.-]\"", id) != 1 || !(dot = strchr(id, '.')))
        return;
    snprintf(room, sizeof room, "%.*s", (int)(dot - id), id);
    if (!exists("po/en/%s.po", room) || strchr(line, '/') == line)
        return;
    /* what ends with "-" is the begin of ids, which a word completes */
    snprintf(quoted, sizeof quoted, "msgid \"%s%s", id, ends(id, "-") ? "" : "\"");
    if (!mentioned("po/en/", ".po", quoted))
        complain(path, number, "no sentence for \"%s\"", id);
}

/* ---- commands and their man pages --------------------------------------------------- */

static void command_line(const char *path, size_t number, const char *line, void *context)
{
    const char *at = strstr(line, ".name = \"");
    char name[64], page[128];

    (void)context;
    if (!at || sscanf(at, ".name = \"%63[^\"]\"", name) != 1)
        return;
    for (char *c = name; *c; c++)
        *c = *c == ' ' ? '-' : *c;
    snprintf(page, sizeof page, "docs/man/inro-%s.1", name);
    if (!exists("%s", page)) /* the commands of a noun share a page */
        snprintf(page, sizeof page, "docs/man/inro-%.*s.1", (int)strcspn(name, "-"), name);
    if (!exists("%s", page))
        complain(path, number, "no man page: %s", page);
}

static void check_headers(const char *compiler)
{
    for (size_t i = 0; i < path_count; i++) {
        char command[4 * PATH_BYTES];
        if (!ends(paths[i], ".h") || (!starts(paths[i], "src/") && !starts(paths[i], "include/")))
            continue;
        snprintf(command, sizeof command,
                 "echo '#include \"%s/%s\"' | %s -std=c17 -D_GNU_SOURCE -fsyntax-only -I%s/src "
                 "-I%s/include -x c - 2>/dev/null",
                 root, paths[i], compiler, root, root);
        if ((system)(command) != 0)
            complain(paths[i], 1, "does not compile alone");
    }
}

static void check_file(const char *path)
{
    bool code = ends(path, ".c") || ends(path, ".h");
    const Room *room = room_of(path);

    check_dead(path);
    if (is_written_by_us(path))
        each_line(path, speech_line, NULL);
    if (!code) {
        if (starts(path, "po/") && ends(path, ".po"))
            each_line(path, po_line, NULL);
        return;
    }
    checked++;
    check_shape(path);
    if (!starts(path, "tools/"))
        each_line(path, banned_line, NULL);
    if (starts(path, "src/") && !room)
        complain(path, 1, "its room is not in the table of ARCHITECTURE.md");
    if (room)
        each_line(path, include_line, (void *)(uintptr_t)room);
    if (starts(path, "src/"))
        each_line(path, id_line, NULL);
    if (starts(path, "src/") && ends(path, ".c"))
        check_source(path);
    if (starts(path, "src/cli/"))
        each_line(path, command_line, NULL);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: tidy ROOT [CC]\n", stderr);
        return 2;
    }
    snprintf(root, sizeof root, "%s", argv[1]);
    walk("");
    qsort(paths, path_count, sizeof paths[0], by_name);
    each_line("ARCHITECTURE.md", room_line, NULL);
    if (room_count == 0)
        complain("ARCHITECTURE.md", 1, "holds no table of rooms");
    for (size_t i = 0; i < path_count; i++)
        check_file(paths[i]);
    check_doors();
    check_fuzzers();
    if (argc > 2)
        check_headers(argv[2]);
    printf("%zu files\ncases: %d passed, %d failed, 0 skipped\n", checked, complaints == 0,
           complaints != 0);
    return complaints ? 1 : 0;
}
