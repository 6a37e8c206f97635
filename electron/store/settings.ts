import { changed, type Database } from './database.ts'

/** What the store remembers about itself: no patient data, outside the ledger. */
export interface ReadSettings {
  get(name: string): string | null
}

export interface WriteSettings extends ReadSettings {
  put(name: string, value: string): void
}

export function readSettings(db: Database): ReadSettings {
  const one = db.prepare<[string], { value: string }>('SELECT value FROM main.setting WHERE name = ?')
  return { get: (name) => one.get(name)?.value ?? null }
}

export function writeSettings(db: Database): WriteSettings {
  return {
    ...readSettings(db),
    put(name, value) {
      const sql = 'INSERT INTO main.setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
      changed(db.prepare(sql).run(name, value))
    },
  }
}
