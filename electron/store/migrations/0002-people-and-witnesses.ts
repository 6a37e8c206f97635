/**
 * What several people on one workstation need: accounts that end, checkpoints that others countersign, and what is
 * trusted beside the workspace's own authority. Append-only like everything that an entry names.
 */
export const version = 2

export const sql = `
CREATE TABLE person_state (
  pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  state TEXT NOT NULL CHECK (state IN ('active', 'retired')), at TEXT NOT NULL
) STRICT;
CREATE TRIGGER person_state_insert BEFORE INSERT ON person_state BEGIN
  SELECT RAISE(ABORT, 'person state: exists') WHERE EXISTS (SELECT 1 FROM main.person_state WHERE pos = new.pos OR id = new.id);
END;
CREATE TRIGGER person_state_update BEFORE UPDATE ON person_state BEGIN SELECT RAISE(ABORT, 'person state: append-only'); END;
CREATE TRIGGER person_state_delete BEFORE DELETE ON person_state BEGIN SELECT RAISE(ABORT, 'person state: append-only'); END;

CREATE TABLE countersignature (
  pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
  size INTEGER NOT NULL REFERENCES checkpoint (size) ON DELETE RESTRICT ON UPDATE RESTRICT,
  witness TEXT NOT NULL, certificate BLOB NOT NULL, signature BLOB NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TRIGGER countersignature_insert BEFORE INSERT ON countersignature BEGIN
  SELECT RAISE(ABORT, 'countersignature: exists') WHERE EXISTS (SELECT 1 FROM main.countersignature WHERE pos = new.pos OR id = new.id);
END;
CREATE TRIGGER countersignature_update BEFORE UPDATE ON countersignature BEGIN SELECT RAISE(ABORT, 'countersignature: append-only'); END;
CREATE TRIGGER countersignature_delete BEFORE DELETE ON countersignature BEGIN SELECT RAISE(ABORT, 'countersignature: append-only'); END;

CREATE TABLE trusted (
  pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('authority', 'certificate', 'revocation-list')),
  person_id TEXT REFERENCES person (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64), bytes BLOB NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TRIGGER trusted_insert BEFORE INSERT ON trusted BEGIN
  SELECT RAISE(ABORT, 'trusted: exists') WHERE EXISTS (SELECT 1 FROM main.trusted WHERE pos = new.pos OR id = new.id);
END;
CREATE TRIGGER trusted_update BEFORE UPDATE ON trusted BEGIN SELECT RAISE(ABORT, 'trusted: append-only'); END;
CREATE TRIGGER trusted_delete BEFORE DELETE ON trusted BEGIN SELECT RAISE(ABORT, 'trusted: append-only'); END;
`
