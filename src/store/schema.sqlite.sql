-- SPDX-License-Identifier: Apache-2.0
-- Printed by tools/schema from src/store/tables.def: change that.
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    PRIMARY KEY ("name")
) STRICT;
CREATE TABLE "log" (
    "one" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "frontier" BLOB NOT NULL,
    PRIMARY KEY ("one")
) STRICT;
CREATE TABLE "event" (
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "time_s" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "hash" BLOB NOT NULL,
    PRIMARY KEY ("leaf"),
    UNIQUE (id),
    UNIQUE (chain, seq)
) STRICT;
CREATE TABLE "chain" (
    "id" TEXT NOT NULL,
    "length" INTEGER NOT NULL,
    "hash" BLOB NOT NULL,
    PRIMARY KEY ("id")
) STRICT;
CREATE TABLE "node" (
    "level" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "hash" BLOB NOT NULL,
    PRIMARY KEY ("level", "position")
) STRICT;
CREATE TABLE "head" (
    "size" INTEGER NOT NULL,
    "public_key" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "signature" BLOB NOT NULL,
    PRIMARY KEY ("size", "public_key")
) STRICT;
CREATE TABLE "blob" (
    "digest" TEXT NOT NULL,
    "media" TEXT NOT NULL,
    "bytes" BLOB NOT NULL,
    PRIMARY KEY ("digest")
) STRICT;
ANALYZE sqlite_schema;
CREATE TABLE "organisation" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, name)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('organisation', 'organisation', '1000000 1000000 1'),
    ('organisation', 'sqlite_autoindex_organisation_2', '1000000 1000000 1');
CREATE TABLE "person" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "blob" TEXT NOT NULL,
    "name" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX person_1 ON "person" (origin, blob);
INSERT INTO sqlite_stat1 VALUES ('person', 'person', '1000000 1000000 1'),
    ('person', 'person_1', '1000000 1000000 10');
CREATE TABLE "public_key" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT,
    "purpose" TEXT NOT NULL,
    "retired" TEXT,
    "person" TEXT,
    "proof" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('public_key', 'public_key', '1000000 1000000 1');
CREATE TABLE "act_signature" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX act_signature_1 ON "act_signature" (origin, act);
INSERT INTO sqlite_stat1 VALUES ('act_signature', 'act_signature', '1000000 1000000 1'),
    ('act_signature', 'act_signature_1', '1000000 1000000 10');
CREATE TABLE "product" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "intended_use" TEXT,
    "essential_performance" TEXT,
    "security_context" TEXT,
    "udi_di" TEXT,
    "device_class" TEXT,
    "markets" TEXT,
    "regulation" TEXT,
    "device_us" TEXT,
    "device_jp" TEXT,
    "cyber_device" TEXT,
    "pma" TEXT,
    "isao" TEXT,
    "hospital" TEXT,
    "nis2_entity" TEXT,
    "review" TEXT,
    "matrix" TEXT,
    "update_cycle" TEXT,
    "update_cycle_reason" TEXT,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('product', 'product', '1000000 1000000 1'),
    ('product', 'sqlite_autoindex_product_2', '1000000 1000000 10 1');
CREATE TABLE "release" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "released" TEXT,
    "end_of_life" TEXT,
    "end_of_support" TEXT,
    "withdrawn" TEXT,
    "update_method" TEXT,
    "configuration" TEXT,
    "legacy_reason" TEXT,
    "legacy_since" TEXT,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product, version)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('release', 'release', '1000000 1000000 1'),
    ('release', 'sqlite_autoindex_release_2', '1000000 1000000 10 1');
CREATE TABLE "sbom" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "release" TEXT NOT NULL,
    "blob" TEXT NOT NULL,
    "file" TEXT,
    "format" TEXT,
    "components" INTEGER,
    "detached" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX sbom_1 ON "sbom" (origin, release);
INSERT INTO sqlite_stat1 VALUES ('sbom', 'sbom', '1000000 1000000 1'),
    ('sbom', 'sbom_1', '1000000 1000000 10');
CREATE TABLE "component" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT,
    "release" TEXT,
    "component" TEXT NOT NULL,
    "range" TEXT,
    "item_class" TEXT,
    "support_level" TEXT,
    "support_end" TEXT,
    "vocabulary" TEXT,
    "source" TEXT,
    "provenance" TEXT,
    "justification" TEXT,
    "evidence" TEXT,
    "withdrawn" TEXT,
    "person" TEXT,
    "stated_s" INTEGER,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX component_1 ON "component" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('component', 'component', '1000000 1000000 1'),
    ('component', 'component_1', '1000000 1000000 10');
CREATE TABLE "control" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "release" TEXT,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "verified" TEXT,
    "evidence" TEXT,
    "valid_from" TEXT,
    "valid_until" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX control_1 ON "control" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('control', 'control', '1000000 1000000 1'),
    ('control', 'control_1', '1000000 1000000 10');
CREATE TABLE "safety" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "harm" TEXT,
    "document" TEXT,
    "assessments" TEXT,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product, name)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('safety', 'safety', '1000000 1000000 1'),
    ('safety', 'sqlite_autoindex_safety_2', '1000000 1000000 10 1');
CREATE TABLE "site" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT,
    "contact" TEXT,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('site', 'site', '1000000 1000000 1'),
    ('site', 'sqlite_autoindex_site_2', '1000000 1000000 10 1');
CREATE TABLE "device" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "release" TEXT,
    "site" TEXT,
    "serial" TEXT NOT NULL,
    "udi" TEXT,
    "addresses" TEXT,
    "withdrawn" TEXT,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product, serial)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('device', 'device', '1000000 1000000 1'),
    ('device', 'sqlite_autoindex_device_2', '1000000 1000000 10 1');
CREATE TABLE "decision" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "act" TEXT,
    "speaker" TEXT NOT NULL,
    "supplier" TEXT,
    "vulnerabilities" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "justification" TEXT,
    "impact" TEXT,
    "reason" TEXT,
    "action" TEXT,
    "evidence" TEXT,
    "author" TEXT NOT NULL,
    "decided_s" INTEGER NOT NULL,
    "component" TEXT,
    "range" TEXT,
    "releases" TEXT,
    "configuration" TEXT,
    "inherits" INTEGER,
    "expires_s" INTEGER,
    "triggers" TEXT,
    "facts" TEXT,
    "supersedes" TEXT,
    "ended_s" INTEGER,
    "ended_by" TEXT,
    "ended_reason" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_1 ON "decision" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('decision', 'decision', '1000000 1000000 1'),
    ('decision', 'decision_1', '1000000 1000000 10');
CREATE TABLE "decision_review" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "act" TEXT,
    "reviewer" TEXT NOT NULL,
    "reviewed_s" INTEGER NOT NULL,
    "independence" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_review_1 ON "decision_review" (origin, decision);
INSERT INTO sqlite_stat1 VALUES ('decision_review', 'decision_review', '1000000 1000000 1'),
    ('decision_review', 'decision_review_1', '1000000 1000000 10');
CREATE TABLE "decision_release" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "release" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "confirmed_s" INTEGER NOT NULL,
    "build" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_release_1 ON "decision_release" (origin, decision);
INSERT INTO sqlite_stat1 VALUES ('decision_release', 'decision_release', '1000000 1000000 1'),
    ('decision_release', 'decision_release_1', '1000000 1000000 10');
CREATE TABLE "finding_seen" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "release" TEXT NOT NULL,
    "component" TEXT NOT NULL,
    "vulnerability" TEXT NOT NULL,
    "ids" TEXT NOT NULL,
    "seen_s" INTEGER NOT NULL,
    "knowledge" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_seen_1 ON "finding_seen" (origin, release);
CREATE INDEX finding_seen_2 ON "finding_seen" (origin, vulnerability);
INSERT INTO sqlite_stat1 VALUES ('finding_seen', 'finding_seen', '1000000 1000000 1'),
    ('finding_seen', 'finding_seen_1', '1000000 1000000 10'),
    ('finding_seen', 'finding_seen_2', '1000000 1000000 10');
CREATE TABLE "awareness" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "finding" TEXT,
    "vulnerability" TEXT NOT NULL,
    "ids" TEXT NOT NULL,
    "aware_s" INTEGER NOT NULL,
    "person" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "facts" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX awareness_1 ON "awareness" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('awareness', 'awareness', '1000000 1000000 1'),
    ('awareness', 'awareness_1', '1000000 1000000 10');
CREATE TABLE "clock_step" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "vulnerability" TEXT NOT NULL,
    "clock" TEXT,
    "step" TEXT NOT NULL,
    "at_s" INTEGER NOT NULL,
    "reason" TEXT,
    "person" TEXT NOT NULL,
    "facts" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_step_1 ON "clock_step" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('clock_step', 'clock_step', '1000000 1000000 1'),
    ('clock_step', 'clock_step_1', '1000000 1000000 10');
CREATE TABLE "matrix" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name, version)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('matrix', 'matrix', '1000000 1000000 1'),
    ('matrix', 'sqlite_autoindex_matrix_2', '1000000 1000000 10 1 1');
CREATE TABLE "assessment" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "vulnerability" TEXT NOT NULL,
    "ids" TEXT NOT NULL,
    "releases" TEXT,
    "component" TEXT,
    "range" TEXT,
    "version" TEXT,
    "matrix" TEXT,
    "matrix_digest" TEXT NOT NULL,
    "matrix_text" TEXT NOT NULL,
    "assessor" TEXT NOT NULL,
    "assessed_s" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "supersedes" TEXT,
    "update_cycle" TEXT,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX assessment_1 ON "assessment" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('assessment', 'assessment', '1000000 1000000 1'),
    ('assessment', 'assessment_1', '1000000 1000000 10');
CREATE TABLE "notice" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "release" TEXT,
    "notice" TEXT NOT NULL,
    "audience" TEXT,
    "sent_s" INTEGER NOT NULL,
    "person" TEXT NOT NULL,
    PRIMARY KEY (origin, "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_1 ON "notice" (origin, product);
INSERT INTO sqlite_stat1 VALUES ('notice', 'notice', '1000000 1000000 1'),
    ('notice', 'notice_1', '1000000 1000000 10');
CREATE TABLE "saved_view" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('saved_view', 'saved_view', '1000000 1000000 1'),
    ('saved_view', 'sqlite_autoindex_saved_view_2', '1000000 1000000 10 1');
CREATE TABLE "dossier" (
    "origin" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "blob" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "signer" TEXT NOT NULL,
    "supersedes" TEXT,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 VALUES ('dossier', 'dossier', '1000000 1000000 1'),
    ('dossier', 'sqlite_autoindex_dossier_2', '1000000 1000000 1');
