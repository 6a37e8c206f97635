/**
 * Records of every kind share one table and one guard set. A guard stops the program and mistakes, not the holder of
 * the key: against him stand the schema digest and the ledger. Every key column, `pos` included, has an exists-guard,
 * because REPLACE removes the row it meets without asking a DELETE trigger.
 *
 * A segment and a data key belong to a record by id and version. They are staged before the record is there and
 * nobody's until it is; once it is, nothing can be added to it or taken away.
 */
export const version = 1

export const sql = `
CREATE TABLE workspace (
  pos INTEGER PRIMARY KEY CHECK (pos = 1), store_id TEXT NOT NULL, name TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER workspace_insert BEFORE INSERT ON workspace BEGIN
  SELECT RAISE(ABORT, 'workspace: there is one') WHERE EXISTS (SELECT 1 FROM main.workspace);
END;
CREATE TRIGGER workspace_update BEFORE UPDATE ON workspace BEGIN SELECT RAISE(ABORT, 'workspace: final'); END;
CREATE TRIGGER workspace_delete BEFORE DELETE ON workspace BEGIN SELECT RAISE(ABORT, 'workspace: final'); END;

CREATE TABLE person (
  pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK (length(id) = 32), sign_in_name TEXT NOT NULL UNIQUE,
  full_name TEXT NOT NULL, added_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER person_insert BEFORE INSERT ON person BEGIN
  SELECT RAISE(ABORT, 'person: exists')
    WHERE EXISTS (SELECT 1 FROM main.person WHERE pos = new.pos OR id = new.id OR sign_in_name = new.sign_in_name);
END;
CREATE TRIGGER person_update BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'person: append-only'); END;
CREATE TRIGGER person_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'person: append-only'); END;

CREATE TABLE role_assignment (
  pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  study_id TEXT, role TEXT NOT NULL, change TEXT NOT NULL CHECK (change IN ('granted', 'revoked')), at TEXT NOT NULL
) STRICT;
CREATE TRIGGER role_assignment_insert BEFORE INSERT ON role_assignment BEGIN
  SELECT RAISE(ABORT, 'role: exists') WHERE EXISTS (SELECT 1 FROM main.role_assignment WHERE pos = new.pos OR id = new.id);
END;
CREATE TRIGGER role_assignment_update BEFORE UPDATE ON role_assignment BEGIN SELECT RAISE(ABORT, 'role: append-only'); END;
CREATE TRIGGER role_assignment_delete BEFORE DELETE ON role_assignment BEGIN SELECT RAISE(ABORT, 'role: append-only'); END;

CREATE TABLE key_slot (
  pos INTEGER PRIMARY KEY, slot_id TEXT NOT NULL UNIQUE CHECK (length(slot_id) = 32),
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  kind TEXT NOT NULL, generation INTEGER NOT NULL, certificate BLOB NOT NULL, checkpoint_certificate BLOB NOT NULL
) STRICT;
CREATE TRIGGER key_slot_insert BEFORE INSERT ON key_slot BEGIN
  SELECT RAISE(ABORT, 'slot: exists') WHERE EXISTS (SELECT 1 FROM main.key_slot WHERE pos = new.pos OR slot_id = new.slot_id);
END;
CREATE TRIGGER key_slot_update BEFORE UPDATE ON key_slot BEGIN SELECT RAISE(ABORT, 'slot: append-only'); END;
CREATE TRIGGER key_slot_delete BEFORE DELETE ON key_slot BEGIN SELECT RAISE(ABORT, 'slot: append-only'); END;

CREATE TABLE key_file (generation INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TRIGGER key_file_insert BEFORE INSERT ON key_file BEGIN
  SELECT RAISE(ABORT, 'key file: next generation only')
    WHERE new.generation IS NOT (SELECT coalesce(max(generation), 0) + 1 FROM main.key_file);
END;
CREATE TRIGGER key_file_update BEFORE UPDATE ON key_file BEGIN SELECT RAISE(ABORT, 'key file: append-only'); END;
CREATE TRIGGER key_file_delete BEFORE DELETE ON key_file BEGIN SELECT RAISE(ABORT, 'key file: append-only'); END;

CREATE TABLE record (
  pos INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL CHECK (length(id) = 32),
  version INTEGER NOT NULL CHECK (version >= 1), study_id TEXT, origin_store_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'locked', 'final')), bytes TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64), created_at TEXT NOT NULL, UNIQUE (id, version)
) STRICT;
CREATE INDEX record_by_study ON record (study_id, kind);
CREATE TRIGGER record_insert BEFORE INSERT ON record BEGIN
  SELECT RAISE(ABORT, 'record: exists')
    WHERE EXISTS (SELECT 1 FROM main.record WHERE pos = new.pos OR (id = new.id AND version = new.version));
  SELECT RAISE(ABORT, 'record: must start as draft') WHERE new.state <> 'draft';
  SELECT RAISE(ABORT, 'record: next version only')
    WHERE new.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM main.record WHERE id = new.id);
  SELECT RAISE(ABORT, 'record: id of another kind') WHERE EXISTS (SELECT 1 FROM main.record WHERE id = new.id AND kind <> new.kind);
END;
CREATE TRIGGER record_update BEFORE UPDATE ON record BEGIN
  SELECT RAISE(ABORT, 'record: locked is final') WHERE old.state <> 'draft';
  SELECT RAISE(ABORT, 'record: may not move')
    WHERE new.pos <> old.pos OR new.id <> old.id OR new.version <> old.version OR new.kind <> old.kind
       OR new.study_id IS NOT old.study_id OR new.origin_store_id <> old.origin_store_id;
END;
CREATE TRIGGER record_delete BEFORE DELETE ON record WHEN old.state <> 'draft' BEGIN
  SELECT RAISE(ABORT, 'record: locked is final');
END;

CREATE TABLE data_key (
  pos INTEGER PRIMARY KEY, key_id TEXT NOT NULL UNIQUE CHECK (length(key_id) = 32), owner_id TEXT NOT NULL,
  owner_version INTEGER NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('data', 'reference')),
  nonce BLOB NOT NULL CHECK (length(nonce) = 12), wrapped BLOB NOT NULL, UNIQUE (owner_id, owner_version, purpose)
) STRICT;
CREATE TRIGGER data_key_insert BEFORE INSERT ON data_key BEGIN
  SELECT RAISE(ABORT, 'data key: exists') WHERE EXISTS (SELECT 1 FROM main.data_key
    WHERE pos = new.pos OR key_id = new.key_id
       OR (owner_id = new.owner_id AND owner_version = new.owner_version AND purpose = new.purpose));
  SELECT RAISE(ABORT, 'data key: owner is locked') WHERE EXISTS (SELECT 1 FROM main.record
    WHERE id = new.owner_id AND version = new.owner_version AND state <> 'draft');
END;
CREATE TRIGGER data_key_update BEFORE UPDATE ON data_key BEGIN SELECT RAISE(ABORT, 'data key: final'); END;
CREATE TRIGGER data_key_delete BEFORE DELETE ON data_key WHEN EXISTS (SELECT 1 FROM main.record
  WHERE id = old.owner_id AND version = old.owner_version AND state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'data key: owner is locked'); END;

CREATE TABLE segment (
  pos INTEGER PRIMARY KEY, owner_id TEXT NOT NULL, owner_version INTEGER NOT NULL, column_name TEXT NOT NULL,
  no INTEGER NOT NULL CHECK (no >= 0), n_segments INTEGER NOT NULL CHECK (n_segments > no),
  key_id TEXT NOT NULL REFERENCES data_key (key_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64), nonce BLOB NOT NULL CHECK (length(nonce) = 12), bytes BLOB NOT NULL,
  UNIQUE (owner_id, owner_version, column_name, no)
) STRICT;
CREATE TRIGGER segment_insert BEFORE INSERT ON segment BEGIN
  SELECT RAISE(ABORT, 'segment: exists') WHERE EXISTS (SELECT 1 FROM main.segment WHERE pos = new.pos
    OR (owner_id = new.owner_id AND owner_version = new.owner_version AND column_name = new.column_name AND no = new.no));
  SELECT RAISE(ABORT, 'segment: owner is locked') WHERE EXISTS (SELECT 1 FROM main.record
    WHERE id = new.owner_id AND version = new.owner_version AND state <> 'draft');
END;
CREATE TRIGGER segment_update BEFORE UPDATE ON segment BEGIN SELECT RAISE(ABORT, 'segment: final'); END;
CREATE TRIGGER segment_delete BEFORE DELETE ON segment WHEN EXISTS (SELECT 1 FROM main.record
  WHERE id = old.owner_id AND version = old.owner_version AND state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'segment: owner is locked'); END;

CREATE TABLE object (
  pos INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64), media_type TEXT NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE TRIGGER object_insert BEFORE INSERT ON object BEGIN
  SELECT RAISE(ABORT, 'object: exists') WHERE EXISTS (SELECT 1 FROM main.object WHERE pos = new.pos OR sha256 = new.sha256);
END;
CREATE TRIGGER object_update BEFORE UPDATE ON object BEGIN SELECT RAISE(ABORT, 'object: final'); END;
CREATE TRIGGER object_delete BEFORE DELETE ON object BEGIN SELECT RAISE(ABORT, 'object: final'); END;

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY, prev BLOB NOT NULL CHECK (length(prev) = 32), body TEXT NOT NULL,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  action TEXT GENERATED ALWAYS AS (json_extract(body, '$.action')) VIRTUAL,
  object_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.objectId')) VIRTUAL,
  study_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.studyId')) VIRTUAL
) STRICT;
CREATE INDEX ledger_by_action ON ledger (action);
CREATE INDEX ledger_by_object ON ledger (object_id);
CREATE INDEX ledger_by_study ON ledger (study_id);
CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger BEGIN
  SELECT RAISE(ABORT, 'ledger: duplicate') WHERE EXISTS (SELECT 1 FROM main.ledger WHERE seq = new.seq OR hash = new.hash);
  SELECT RAISE(ABORT, 'ledger: must append') WHERE new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM main.ledger);
  SELECT RAISE(ABORT, 'ledger: broken link')
    WHERE new.prev IS NOT coalesce((SELECT hash FROM main.ledger WHERE seq = new.seq - 1), zeroblob(32));
END;
CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;

CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY, text TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE RESTRICT, signature BLOB NOT NULL
) STRICT;
CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint BEGIN
  SELECT RAISE(ABORT, 'checkpoint: must grow') WHERE new.size <= (SELECT coalesce(max(size), 0) FROM main.checkpoint);
END;
CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint: append-only'); END;
CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint: append-only'); END;

CREATE TABLE draft (
  id TEXT PRIMARY KEY NOT NULL, study_id TEXT, kind TEXT NOT NULL, bytes TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;
`
