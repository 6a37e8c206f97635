// Makes test/vectors/qr-head.json: the code of one head, kept only if a decoder that is not ours reads it as its text.
// The decoder is `qr` 0.7.0 (MIT or Apache-2.0), installed in a folder of its own: node make-qr-vector.mjs FOLDER
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { headText } from '../../shared/report/head-words.ts'
import { qrModules } from '../../shared/report/qr-modules.ts'

const { default: decodeQR } = await import(join(process.argv[2] ?? '.', 'node_modules/qr/decode.js'))
const facts = { storeId: '0123456789abcdef0123456789abcdef', seq: 1234, head: 'a5'.repeat(32) }
const text = headText(facts)
const rows = qrModules(text)
const [scale, quiet] = [6, 4]
const length = (rows.length + 2 * quiet) * scale
const data = new Uint8Array(length * length * 4).fill(255)
for (let y = 0; y < length; y++) {
  for (let x = 0; x < length; x++) {
    const isDark = rows[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet] === true
    if (isDark) data.fill(0, (y * length + x) * 4, (y * length + x) * 4 + 3)
  }
}
const read = decodeQR({ width: length, height: length, data })
if (read !== text) throw new Error(`the decoder read: ${read}`)
const kept = { made: 'test/vectors/make-qr-vector.mjs; read back by qr 0.7.0', facts, text, rows: rows.map((row) => row.map((dark) => (dark ? '#' : '.')).join('')) }
writeFileSync(new URL('qr-head.json', import.meta.url), `${JSON.stringify(kept, null, 2)}\n`)
