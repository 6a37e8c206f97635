// Makes, from the WOFF files of the npm package @ibm/plex-sans 1.1.0 (fonts/complete/woff, OFL-1.1):
//   resources/fonts/IBMPlexSans-<weight>.ttf   for the PDF: the very same tables, unpacked (no table is changed)
//   shared/report/font-metrics.ts              advance widths, so that figures can place text without a font
// Usage: node scripts/fonts/make-fonts.mjs <folder with the .woff files>
// The outputs are kept in the repository; this is run again only when the fonts change.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'

const weights = { 400: 'Regular', 500: 'Medium', 600: 'SemiBold' }
const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** WOFF 1.0 (W3C Recommendation 2012): a table directory and zlib-packed tables. */
function unpack(woff) {
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, i) => {
    const entry = 44 + 20 * i
    const [offset, packed, length, checksum] = [4, 8, 12, 16].map((add) => woff.readUInt32BE(entry + add))
    const raw = woff.subarray(offset, offset + packed)
    const data = packed < length ? inflateSync(raw) : raw
    if (data.length !== length) throw new Error('table length differs')
    return { tag: woff.toString('latin1', entry, entry + 4), data, checksum }
  })
  const head = Buffer.alloc(12 + 16 * count)
  const power = 2 ** Math.floor(Math.log2(count))
  head.writeUInt32BE(woff.readUInt32BE(4), 0)
  head.writeUInt16BE(count, 4)
  head.writeUInt16BE(power * 16, 6)
  head.writeUInt16BE(Math.log2(power), 8)
  head.writeUInt16BE(count * 16 - power * 16, 10)
  const parts = [head]
  let offset = head.length
  tables.forEach(({ tag, data, checksum }, i) => {
    head.write(tag, 12 + 16 * i, 'latin1')
    head.writeUInt32BE(checksum, 16 + 16 * i)
    head.writeUInt32BE(offset, 20 + 16 * i)
    head.writeUInt32BE(data.length, 24 + 16 * i)
    const padded = Buffer.alloc((data.length + 3) & ~3)
    data.copy(padded)
    parts.push(padded)
    offset += padded.length
  })
  return { ttf: Buffer.concat(parts), table: (tag) => tables.find((each) => each.tag === tag).data }
}

/** Glyph of a code point from the font's format 4 character map (the basic multilingual plane). */
function characterMap(cmap) {
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const start = cmap.readUInt32BE(8 + 8 * i)
    if (cmap.readUInt16BE(start) !== 4) continue
    const n = cmap.readUInt16BE(start + 6) / 2
    const word = (array, k) => cmap.readUInt16BE(start + 14 + array * 2 * n + (array > 0 ? 2 : 0) + 2 * k)
    return (code) => {
      for (let k = 0; k < n; k++) {
        if (code > word(0, k)) continue
        if (code < word(1, k)) return 0
        if (word(3, k) === 0) return (code + word(2, k)) & 0xffff
        const glyph = cmap.readUInt16BE(start + 16 + 6 * n + 2 * k + word(3, k) + 2 * (code - word(1, k)))
        return glyph === 0 ? 0 : (glyph + word(2, k)) & 0xffff
      }
      return 0
    }
  }
  throw new Error('no format 4 character map')
}

function advances(table) {
  const glyphOf = characterMap(table('cmap'))
  const hmtx = table('hmtx')
  const last = table('hhea').readUInt16BE(34) - 1
  if (table('head').readUInt16BE(18) !== 1000) throw new Error('units per em are not 1000')
  const widths = {}
  for (let code = 0x20; code < 0x10000; code++) {
    const glyph = glyphOf(code)
    if (glyph !== 0) (widths[hmtx.readUInt16BE(4 * Math.min(glyph, last))] ??= []).push(code)
  }
  return widths
}

/** Runs of neighbouring code points as "first-last" in hex, so that the table stays short. */
function runs(codes) {
  const out = []
  for (const code of codes) {
    const open = out.at(-1)
    if (open !== undefined && open[1] === code - 1) open[1] = code
    else out.push([code, code])
  }
  return out.map(([from, to]) => (from === to ? from.toString(16) : `${from.toString(16)}-${to.toString(16)}`)).join(' ')
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('which folder holds the .woff files?')
const lines = [
  '/**',
  ' * Advance widths of IBM Plex Sans 3.327 in thousandths of the type size: width → code points (hex, runs).',
  ' * Made by scripts/fonts/make-fonts.mjs; not edited by hand.',
  ' */',
  'export const advanceRuns: Readonly<Record<400 | 500 | 600, Readonly<Record<number, string>>>> = {',
]
for (const [weight, name] of Object.entries(weights)) {
  const { ttf, table } = unpack(readFileSync(join(folder, `IBMPlexSans-${name}.woff`)))
  writeFileSync(at(`resources/fonts/IBMPlexSans-${name}.ttf`), ttf)
  lines.push(`  ${weight}: {`)
  for (const [width, codes] of Object.entries(advances(table))) lines.push(`    ${width}: '${runs(codes)}',`)
  lines.push('  },')
}
writeFileSync(at('shared/report/font-metrics.ts'), `${lines.join('\n')}\n}\n`)
