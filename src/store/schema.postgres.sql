-- SPDX-License-Identifier: Apache-2.0
-- Printed by tools/schema from src/store/tables.def: change that.
CREATE TABLE "setting" (
    "name" text COLLATE "C" NOT NULL,
    "value" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("name")
);
CREATE TABLE "log" (
    "one" bigint NOT NULL,
    "size" bigint NOT NULL,
    "frontier" bytea NOT NULL,
    PRIMARY KEY ("one")
);
CREATE TABLE "event" (
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "seq" bigint NOT NULL,
    "kind" text COLLATE "C" NOT NULL,
    "time_s" bigint NOT NULL,
    "body" text COLLATE "C" NOT NULL,
    "payload" text COLLATE "C" NOT NULL,
    "hash" bytea NOT NULL,
    PRIMARY KEY ("leaf"),
    UNIQUE (id),
    UNIQUE (chain, seq)
);
CREATE TABLE "chain" (
    "id" text COLLATE "C" NOT NULL,
    "length" bigint NOT NULL,
    "hash" bytea NOT NULL,
    PRIMARY KEY ("id")
);
CREATE TABLE "node" (
    "level" bigint NOT NULL,
    "position" bigint NOT NULL,
    "hash" bytea NOT NULL,
    PRIMARY KEY ("level", "position")
);
CREATE TABLE "head" (
    "size" bigint NOT NULL,
    "public_key" text COLLATE "C" NOT NULL,
    "body" text COLLATE "C" NOT NULL,
    "signature" bytea NOT NULL,
    PRIMARY KEY ("size", "public_key")
);
CREATE TABLE "blob" (
    "digest" text COLLATE "C" NOT NULL,
    "media" text COLLATE "C" NOT NULL,
    "bytes" bytea NOT NULL,
    PRIMARY KEY ("digest")
);
CREATE TABLE "organisation" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, name)
);
CREATE TABLE "person" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "blob" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX person_1 ON "person" (origin, blob);
CREATE TABLE "public_key" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "key" text COLLATE "C" NOT NULL,
    "label" text COLLATE "C",
    "purpose" text COLLATE "C" NOT NULL,
    "retired" text COLLATE "C",
    "person" text COLLATE "C",
    "proof" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE TABLE "act_signature" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "act" text COLLATE "C" NOT NULL,
    "person" text COLLATE "C" NOT NULL,
    "key" text COLLATE "C" NOT NULL,
    "signature" text COLLATE "C" NOT NULL,
    PRIMARY KEY (origin, "id")
);
CREATE INDEX act_signature_1 ON "act_signature" (origin, act);
CREATE TABLE "product" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "organisation" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "intended_use" text COLLATE "C",
    "essential_performance" text COLLATE "C",
    "security_context" text COLLATE "C",
    "udi_di" text COLLATE "C",
    "device_class" text COLLATE "C",
    "markets" text COLLATE "C",
    "regulation" text COLLATE "C",
    "device_us" text COLLATE "C",
    "device_jp" text COLLATE "C",
    "cyber_device" text COLLATE "C",
    "pma" text COLLATE "C",
    "isao" text COLLATE "C",
    "hospital" text COLLATE "C",
    "nis2_entity" text COLLATE "C",
    "review" text COLLATE "C",
    "matrix" text COLLATE "C",
    "update_cycle" text COLLATE "C",
    "update_cycle_reason" text COLLATE "C",
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name)
);
CREATE TABLE "release" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "version" text COLLATE "C" NOT NULL,
    "released" text COLLATE "C",
    "end_of_life" text COLLATE "C",
    "end_of_support" text COLLATE "C",
    "withdrawn" text COLLATE "C",
    "update_method" text COLLATE "C",
    "configuration" text COLLATE "C",
    "legacy_reason" text COLLATE "C",
    "legacy_since" text COLLATE "C",
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product, version)
);
CREATE TABLE "sbom" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "release" text COLLATE "C" NOT NULL,
    "blob" text COLLATE "C" NOT NULL,
    "file" text COLLATE "C",
    "format" text COLLATE "C",
    "components" bigint,
    "detached" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX sbom_1 ON "sbom" (origin, release);
CREATE TABLE "component" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C",
    "release" text COLLATE "C",
    "component" text COLLATE "C" NOT NULL,
    "range" text COLLATE "C",
    "item_class" text COLLATE "C",
    "support_level" text COLLATE "C",
    "support_end" text COLLATE "C",
    "vocabulary" text COLLATE "C",
    "source" text COLLATE "C",
    "provenance" text COLLATE "C",
    "justification" text COLLATE "C",
    "evidence" text COLLATE "C",
    "withdrawn" text COLLATE "C",
    "person" text COLLATE "C",
    "stated_s" bigint,
    PRIMARY KEY (origin, "id")
);
CREATE INDEX component_1 ON "component" (origin, product);
CREATE TABLE "control" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "release" text COLLATE "C",
    "name" text COLLATE "C" NOT NULL,
    "kind" text COLLATE "C" NOT NULL,
    "verified" text COLLATE "C",
    "evidence" text COLLATE "C",
    "valid_from" text COLLATE "C",
    "valid_until" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX control_1 ON "control" (origin, product);
CREATE TABLE "safety" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "title" text COLLATE "C",
    "harm" text COLLATE "C",
    "document" text COLLATE "C",
    "assessments" text COLLATE "C",
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product, name)
);
CREATE TABLE "site" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "organisation" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "address" text COLLATE "C",
    "contact" text COLLATE "C",
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name)
);
CREATE TABLE "device" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "release" text COLLATE "C",
    "site" text COLLATE "C",
    "serial" text COLLATE "C" NOT NULL,
    "udi" text COLLATE "C",
    "addresses" text COLLATE "C",
    "withdrawn" text COLLATE "C",
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product, serial)
);
CREATE TABLE "decision" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "act" text COLLATE "C",
    "speaker" text COLLATE "C" NOT NULL,
    "supplier" text COLLATE "C",
    "vulnerabilities" text COLLATE "C" NOT NULL,
    "status" text COLLATE "C" NOT NULL,
    "justification" text COLLATE "C",
    "impact" text COLLATE "C",
    "reason" text COLLATE "C",
    "action" text COLLATE "C",
    "evidence" text COLLATE "C",
    "author" text COLLATE "C" NOT NULL,
    "decided_s" bigint NOT NULL,
    "component" text COLLATE "C",
    "range" text COLLATE "C",
    "releases" text COLLATE "C",
    "configuration" text COLLATE "C",
    "inherits" bigint,
    "expires_s" bigint,
    "triggers" text COLLATE "C",
    "facts" text COLLATE "C",
    "supersedes" text COLLATE "C",
    "ended_s" bigint,
    "ended_by" text COLLATE "C",
    "ended_reason" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX decision_1 ON "decision" (origin, product);
CREATE TABLE "decision_review" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "decision" text COLLATE "C" NOT NULL,
    "act" text COLLATE "C",
    "reviewer" text COLLATE "C" NOT NULL,
    "reviewed_s" bigint NOT NULL,
    "independence" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX decision_review_1 ON "decision_review" (origin, decision);
CREATE TABLE "decision_release" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "decision" text COLLATE "C" NOT NULL,
    "release" text COLLATE "C" NOT NULL,
    "person" text COLLATE "C" NOT NULL,
    "confirmed_s" bigint NOT NULL,
    "build" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX decision_release_1 ON "decision_release" (origin, decision);
CREATE TABLE "finding_seen" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "release" text COLLATE "C" NOT NULL,
    "component" text COLLATE "C" NOT NULL,
    "vulnerability" text COLLATE "C" NOT NULL,
    "ids" text COLLATE "C" NOT NULL,
    "seen_s" bigint NOT NULL,
    "knowledge" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX finding_seen_1 ON "finding_seen" (origin, release);
CREATE INDEX finding_seen_2 ON "finding_seen" (origin, vulnerability);
CREATE TABLE "awareness" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "finding" text COLLATE "C",
    "vulnerability" text COLLATE "C" NOT NULL,
    "ids" text COLLATE "C" NOT NULL,
    "aware_s" bigint NOT NULL,
    "person" text COLLATE "C" NOT NULL,
    "channel" text COLLATE "C" NOT NULL,
    "facts" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX awareness_1 ON "awareness" (origin, product);
CREATE TABLE "clock_step" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "vulnerability" text COLLATE "C" NOT NULL,
    "clock" text COLLATE "C",
    "step" text COLLATE "C" NOT NULL,
    "at_s" bigint NOT NULL,
    "reason" text COLLATE "C",
    "person" text COLLATE "C" NOT NULL,
    "facts" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX clock_step_1 ON "clock_step" (origin, product);
CREATE TABLE "matrix" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "organisation" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "version" bigint NOT NULL,
    "content" text COLLATE "C" NOT NULL,
    "owner" text COLLATE "C" NOT NULL,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name, version)
);
CREATE TABLE "assessment" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "vulnerability" text COLLATE "C" NOT NULL,
    "ids" text COLLATE "C" NOT NULL,
    "releases" text COLLATE "C",
    "component" text COLLATE "C",
    "range" text COLLATE "C",
    "version" text COLLATE "C",
    "matrix" text COLLATE "C",
    "matrix_digest" text COLLATE "C" NOT NULL,
    "matrix_text" text COLLATE "C" NOT NULL,
    "assessor" text COLLATE "C" NOT NULL,
    "assessed_s" bigint NOT NULL,
    "content" text COLLATE "C" NOT NULL,
    "supersedes" text COLLATE "C",
    "update_cycle" text COLLATE "C",
    PRIMARY KEY (origin, "id")
);
CREATE INDEX assessment_1 ON "assessment" (origin, product);
CREATE TABLE "notice" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "release" text COLLATE "C",
    "notice" text COLLATE "C" NOT NULL,
    "audience" text COLLATE "C",
    "sent_s" bigint NOT NULL,
    "person" text COLLATE "C" NOT NULL,
    PRIMARY KEY (origin, "id")
);
CREATE INDEX notice_1 ON "notice" (origin, product);
CREATE TABLE "saved_view" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "organisation" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "query" text COLLATE "C" NOT NULL,
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, organisation, name)
);
CREATE TABLE "dossier" (
    "origin" text COLLATE "C" NOT NULL,
    "chain" text COLLATE "C" NOT NULL,
    "leaf" bigint NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "blob" text COLLATE "C" NOT NULL,
    "product" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "signer" text COLLATE "C" NOT NULL,
    "supersedes" text COLLATE "C",
    PRIMARY KEY (origin, "id"),
    UNIQUE (origin, product)
);
