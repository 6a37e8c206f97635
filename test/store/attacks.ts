/** Statements that a guard must refuse, and how they try. REPLACE removes the row it meets without asking a DELETE trigger. */
export interface Attack {
  readonly how: 'replace' | 'upsert' | 'move' | 'plain'
  readonly sql: string
}

const other = '9'.repeat(32)
const noDigest = '0'.repeat(64)

/** Written for the real tables: a locked dataset with segments and keys, a locked protocol, an object, the ledger, people. */
export const attacks: readonly Attack[] = [
  { how: 'replace', sql: `INSERT OR REPLACE INTO ledger (seq, prev, body, hash) SELECT seq, prev, '{}', hash FROM ledger WHERE seq = 1` },
  { how: 'replace', sql: `INSERT OR REPLACE INTO ledger (seq, prev, body, hash) SELECT max(seq) + 1, hash, '{}', hash FROM ledger` },
  { how: 'replace', sql: 'REPLACE INTO ledger (seq, prev, body, hash) SELECT seq, prev, body, randomblob(32) FROM ledger WHERE seq = 2' },
  { how: 'replace', sql: 'UPDATE OR REPLACE ledger SET seq = 1 WHERE seq = 2' },
  { how: 'replace', sql: `UPDATE OR REPLACE segment SET column_name = 'reference' WHERE column_name = 'examination-id'` },
  { how: 'replace', sql: `REPLACE INTO segment (pos, owner_id, owner_version, column_name, no, n_segments, key_id, sha256, nonce, bytes)
     SELECT pos, '${other}', 1, 'stolen', 0, 1, key_id, sha256, nonce, bytes FROM segment LIMIT 1` },
  { how: 'replace', sql: `REPLACE INTO record (pos, kind, id, version, origin_store_id, state, bytes, sha256, created_at)
     SELECT pos, kind, '${other}', 1, origin_store_id, 'draft', bytes, sha256, created_at FROM record LIMIT 1` },
  { how: 'replace', sql: `INSERT OR REPLACE INTO record (kind, id, version, origin_store_id, state, bytes, sha256, created_at)
     SELECT kind, id, version, origin_store_id, 'draft', '{}', sha256, created_at FROM record LIMIT 1` },
  { how: 'replace', sql: `REPLACE INTO data_key (pos, key_id, owner_id, owner_version, purpose, nonce, wrapped)
     SELECT pos, key_id, owner_id, owner_version, purpose, nonce, x'00' FROM data_key LIMIT 1` },
  { how: 'replace', sql: `REPLACE INTO object (sha256, media_type, bytes) SELECT sha256, media_type, x'00' FROM object` },
  { how: 'replace', sql: `REPLACE INTO object (pos, sha256, media_type, bytes) SELECT pos, '${noDigest}', media_type, x'00' FROM object` },
  { how: 'replace', sql: `REPLACE INTO person (id, sign_in_name, full_name, added_at) SELECT id, 'x', 'x', added_at FROM person` },
  { how: 'replace', sql: `REPLACE INTO person (id, sign_in_name, full_name, added_at) SELECT '${other}', sign_in_name, 'x', added_at FROM person` },
  { how: 'replace', sql: `REPLACE INTO role_assignment (id, person_id, role, change, at) SELECT id, person_id, 'approver', change, at FROM role_assignment` },
  { how: 'replace', sql: `REPLACE INTO key_file (generation, text) VALUES (1, '')` },
  { how: 'replace', sql: `REPLACE INTO workspace (pos, store_id, name, created_at) VALUES (1, 'x', 'x', 'x')` },
  { how: 'replace', sql: `REPLACE INTO checkpoint (size, text, person_id, signature) SELECT size, '', person_id, signature FROM checkpoint` },
  { how: 'replace', sql: `INSERT OR REPLACE INTO key_slot (pos, slot_id, person_id, kind, generation, certificate, checkpoint_certificate)
     SELECT pos, '${other}', person_id, kind, generation, x'00', x'00' FROM key_slot` },
  { how: 'upsert', sql: `INSERT INTO record SELECT * FROM record WHERE true ON CONFLICT DO UPDATE SET bytes = '{}'` },
  { how: 'upsert', sql: `INSERT INTO ledger (seq, prev, body, hash) SELECT seq, prev, body, hash FROM ledger WHERE true ON CONFLICT DO UPDATE SET body = '{}'` },
  { how: 'upsert', sql: `INSERT INTO segment SELECT * FROM segment WHERE true ON CONFLICT DO UPDATE SET bytes = x'00'` },
  { how: 'upsert', sql: `INSERT INTO data_key SELECT * FROM data_key WHERE true ON CONFLICT DO UPDATE SET wrapped = x'00'` },
  { how: 'upsert', sql: `INSERT INTO object SELECT * FROM object WHERE true ON CONFLICT DO UPDATE SET bytes = x'00'` },
  { how: 'upsert', sql: `INSERT INTO person SELECT * FROM person WHERE true ON CONFLICT DO UPDATE SET full_name = 'x'` },
  { how: 'upsert', sql: `INSERT INTO role_assignment SELECT * FROM role_assignment WHERE true ON CONFLICT DO UPDATE SET role = 'approver'` },
  { how: 'upsert', sql: `INSERT INTO key_slot SELECT * FROM key_slot WHERE true ON CONFLICT DO UPDATE SET certificate = x'00'` },
  { how: 'upsert', sql: `INSERT INTO key_file SELECT * FROM key_file WHERE true ON CONFLICT DO UPDATE SET text = ''` },
  { how: 'upsert', sql: `INSERT INTO checkpoint SELECT * FROM checkpoint WHERE true ON CONFLICT DO UPDATE SET text = ''` },
  { how: 'upsert', sql: `INSERT INTO workspace SELECT * FROM workspace WHERE true ON CONFLICT DO UPDATE SET name = 'x'` },
  { how: 'move', sql: `UPDATE segment SET owner_id = (SELECT id FROM record WHERE kind = 'protocol')` },
  { how: 'move', sql: `UPDATE record SET id = '${other}' WHERE kind = 'protocol'` },
  { how: 'move', sql: `UPDATE OR REPLACE record SET pos = (SELECT max(pos) FROM record) WHERE kind = 'dataset'` },
  { how: 'move', sql: `UPDATE record SET study_id = '${other}' WHERE kind = 'protocol'` },
  { how: 'move', sql: `UPDATE record SET kind = 'study', version = 9 WHERE kind = 'protocol'` },
  { how: 'move', sql: `UPDATE data_key SET owner_id = (SELECT id FROM record WHERE kind = 'protocol')` },
  { how: 'move', sql: 'UPDATE OR REPLACE segment SET pos = (SELECT max(pos) FROM segment) WHERE no = 0' },
  { how: 'move', sql: 'UPDATE OR REPLACE role_assignment SET pos = pos + 1' },
  { how: 'move', sql: 'UPDATE OR REPLACE checkpoint SET size = size - 1' },
  { how: 'plain', sql: `UPDATE ledger SET body = '{}'` },
  { how: 'plain', sql: 'DELETE FROM ledger' },
  { how: 'plain', sql: `INSERT INTO ledger (seq, prev, body, hash) SELECT max(seq) + 2, hash, '{}', randomblob(32) FROM ledger` },
  { how: 'plain', sql: `INSERT INTO ledger (seq, prev, body, hash) SELECT max(seq) + 1, zeroblob(32), '{}', randomblob(32) FROM ledger` },
  { how: 'plain', sql: `INSERT INTO segment (owner_id, owner_version, column_name, no, n_segments, key_id, sha256, nonce, bytes)
     SELECT owner_id, owner_version, 'more', no, n_segments, key_id, sha256, nonce, bytes FROM segment LIMIT 1` },
  { how: 'plain', sql: `UPDATE segment SET bytes = x'00'` },
  { how: 'plain', sql: 'DELETE FROM segment WHERE no = 0' },
  { how: 'plain', sql: `UPDATE record SET state = 'draft'` },
  { how: 'plain', sql: `UPDATE record SET bytes = '{}', sha256 = '${noDigest}' WHERE kind = 'protocol'` },
  { how: 'plain', sql: `INSERT INTO record (kind, id, version, origin_store_id, state, bytes, sha256, created_at)
     SELECT kind, '${other}', 1, origin_store_id, 'locked', bytes, sha256, created_at FROM record LIMIT 1` },
  { how: 'plain', sql: 'DELETE FROM record' },
  { how: 'plain', sql: 'DELETE FROM data_key' },
  { how: 'plain', sql: `UPDATE data_key SET wrapped = x'00'` },
  { how: 'plain', sql: 'UPDATE data_key SET nonce = zeroblob(12), wrapped = zeroblob(0)' },
  { how: 'plain', sql: `INSERT INTO data_key (key_id, owner_id, owner_version, purpose, nonce, wrapped)
     SELECT '${other}', id, version, 'data', zeroblob(12), x'00' FROM record WHERE kind = 'protocol'` },
  { how: 'plain', sql: `UPDATE object SET bytes = x'00'` },
  { how: 'plain', sql: 'DELETE FROM object' },
  { how: 'plain', sql: `UPDATE person SET full_name = 'x'` },
  { how: 'plain', sql: 'DELETE FROM person' },
  { how: 'plain', sql: `UPDATE role_assignment SET role = 'approver'` },
  { how: 'plain', sql: 'DELETE FROM role_assignment' },
  { how: 'plain', sql: `UPDATE key_slot SET certificate = x'00'` },
  { how: 'plain', sql: 'DELETE FROM key_slot' },
  { how: 'plain', sql: `UPDATE key_file SET text = ''` },
  { how: 'plain', sql: 'DELETE FROM key_file' },
  { how: 'plain', sql: `INSERT INTO key_file (generation, text) VALUES (9, '')` },
  { how: 'plain', sql: `UPDATE workspace SET store_id = 'x'` },
  { how: 'plain', sql: 'DELETE FROM workspace' },
  { how: 'plain', sql: `UPDATE checkpoint SET text = ''` },
  { how: 'plain', sql: 'DELETE FROM checkpoint' },
]
