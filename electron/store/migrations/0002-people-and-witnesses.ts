/**
 * What several people on one workstation need: accounts that end, checkpoints that others countersign, and what is
 * trusted beside the workspace's own authority. Append-only like everything that an entry names. And the narrow door
 * through which patient data end: their keys.
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

-- the audit trail is searched by person, kind of object and time; one index each beside those of 0001
CREATE INDEX ledger_by_person ON ledger (json_extract(body, '$.personId'));
CREATE INDEX ledger_by_kind ON ledger (json_extract(body, '$.objectKind'));
CREATE INDEX ledger_by_at ON ledger (json_extract(body, '$.at'));

-- disposal: the one change that a data key may meet is that its bytes go, and only when a certificate names it
DROP TRIGGER data_key_update;
CREATE TRIGGER data_key_update BEFORE UPDATE ON data_key BEGIN
  SELECT RAISE(ABORT, 'data key: final')
    WHERE new.pos <> old.pos OR new.key_id <> old.key_id OR new.owner_id <> old.owner_id
       OR new.owner_version <> old.owner_version OR new.purpose <> old.purpose
       OR new.nonce <> zeroblob(12) OR new.wrapped <> zeroblob(0);
  SELECT RAISE(ABORT, 'data key: no certificate of disposal')
    WHERE NOT EXISTS (SELECT 1 FROM main.record r, json_each(r.bytes, '$.keys') k
      WHERE r.kind = 'disposal' AND r.state <> 'draft' AND json_extract(r.bytes, '$.data.id') = old.owner_id
        AND json_extract(r.bytes, '$.data.version') = old.owner_version AND json_extract(k.value, '$.keyId') = old.key_id);
END;
`
