import { basename } from 'node:path'
import { statSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { type BrowserWindow, dialog } from 'electron'

type FilePurpose = 'reference-data' | 'predictions' | 'protocol' | 'release-file' | 'certificate' | 'head' | 'head-witness'
type SavePurpose = 'report' | 'certificate' | 'results' | 'figure' | 'table' | 'protocol' | 'trail-json' | 'trail-pdf' | 'head' | 'head-witness' | 'recovery-sheet'

/** Tells the engine which path a token stands for. The page only ever sees tokens and base names. */
export type Grant = (token: string, path: string, mode: 'read' | 'write' | 'folder') => void

export const newToken = (): string => randomBytes(16).toString('hex')

const tables = [{ name: 'CSV tables', extensions: ['csv', 'tsv', 'txt'] }]
const openFilters: Readonly<Record<FilePurpose, Electron.FileFilter[]>> = {
  'reference-data': tables,
  predictions: tables,
  protocol: [{ name: 'Protocol', extensions: ['json'] }],
  head: [{ name: 'Head of an audit trail', extensions: ['json'] }],
  'head-witness': [{ name: 'Witness of a head', extensions: ['json'] }],
  'release-file': [{ name: 'All files', extensions: ['*'] }],
  certificate: [{ name: 'Certificates and revocation lists', extensions: ['pem', 'crt', 'cer', 'der', 'crl', 'p12', 'pfx'] }],
}
const saveFilters: Readonly<Record<SavePurpose, Electron.FileFilter[]>> = {
  report: [{ name: 'PDF', extensions: ['pdf'] }],
  'recovery-sheet': [{ name: 'PDF', extensions: ['pdf'] }],
  certificate: [{ name: 'Certificate', extensions: ['pem'] }],
  results: [{ name: 'JSON', extensions: ['json'] }],
  protocol: [{ name: 'JSON', extensions: ['json'] }],
  figure: [{ name: 'SVG', extensions: ['svg'] }],
  table: [{ name: 'CSV', extensions: ['csv'] }],
  'trail-json': [{ name: 'JSON lines', extensions: ['jsonl'] }],
  'trail-pdf': [{ name: 'PDF', extensions: ['pdf'] }],
  head: [{ name: 'JSON', extensions: ['json'] }],
  'head-witness': [{ name: 'JSON', extensions: ['json'] }],
}

const folderTitles = {
  create: { title: 'Choose an empty folder for the new workspace', buttonLabel: 'Use this folder' },
  open: { title: 'Choose a workspace folder', buttonLabel: 'Open' },
  backup: { title: 'Choose an empty folder for the backup', buttonLabel: 'Back up here' },
  'open-backup': { title: 'Choose the folder of a backup', buttonLabel: 'Use this backup' },
  restore: { title: 'Choose the workspace to replace, or an empty folder', buttonLabel: 'Restore here' },
} as const

export async function chooseFolder(window: BrowserWindow, purpose: keyof typeof folderTitles, grant: Grant) {
  const isExisting = purpose === 'open' || purpose === 'open-backup'
  const answer = await dialog.showOpenDialog(window, {
    ...folderTitles[purpose],
    properties: isExisting ? ['openDirectory'] : ['openDirectory', 'createDirectory', 'promptToCreate'],
  })
  return granted(answer.canceled ? undefined : answer.filePaths[0], 'folder', grant)
}

export async function chooseFile(window: BrowserWindow, purpose: FilePurpose, grant: Grant) {
  const answer = await dialog.showOpenDialog(window, { filters: openFilters[purpose], properties: ['openFile'] })
  const path = answer.canceled ? undefined : answer.filePaths[0]
  const chosen = granted(path, 'read', grant)
  return chosen === null || path === undefined ? null : { ...chosen, bytes: statSync(path).size }
}

export async function chooseSaveAs(window: BrowserWindow, purpose: SavePurpose, name: string, grant: Grant) {
  const answer = await dialog.showSaveDialog(window, { defaultPath: name, filters: saveFilters[purpose] })
  return granted(answer.canceled ? undefined : answer.filePath, 'write', grant)
}

function granted(path: string | undefined, mode: 'read' | 'write' | 'folder', grant: Grant) {
  if (path === undefined || path === '') return null
  const token = newToken()
  grant(token, path, mode)
  return { token, name: basename(path) }
}
