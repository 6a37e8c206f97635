// Draws resources/icons/icon.png: a white shield with a check mark on the accent colour. Run it after changing it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { inProject } from './project.mjs'

const size = 512
const accent = [0x1f, 0x5f, 0xa8]
const deep = [0x17, 0x48, 0x82]
const white = [255, 255, 255]

// Signed distances in pixels, negative inside; half a pixel either side of zero is the smooth edge.
function roundedSquare(x, y, margin, radius) {
  const half = size / 2 - margin - radius
  const dx = Math.max(Math.abs(x - size / 2) - half, 0)
  const dy = Math.max(Math.abs(y - size / 2) - half, 0)
  return Math.hypot(dx, dy) - radius
}

/** Flat shoulders that curve into a point: half the width is a function of the height. */
function shield(x, y) {
  const [top, waist, point, half] = [112, 248, 414, 128]
  if (y <= waist) return Math.max(roundedShoulder(x, y, top, half), y - waist - 1)
  const down = (y - waist) / (point - waist)
  if (down >= 1) return Math.hypot(x - size / 2, y - point)
  const width = half * Math.sqrt(1 - down ** 1.55)
  return (Math.abs(x - size / 2) - width) * 0.8
}

function roundedShoulder(x, y, top, half) {
  const radius = 26
  const dx = Math.abs(x - size / 2) - (half - radius)
  const dy = top + radius - y
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
}

function stroke(x, y, [ax, ay], [bx, by], width) {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) - width / 2
}

const check = (x, y) => Math.min(stroke(x, y, [198, 252], [242, 296], 34), stroke(x, y, [242, 296], [318, 204], 34))

const coverage = (distance) => Math.min(1, Math.max(0, 0.5 - distance))
const mix = (below, above, amount) => below.map((value, index) => value + (above[index] - value) * amount)

function pixel(x, y) {
  let colour = mix(accent, deep, y / size)
  colour = mix(colour, white, coverage(shield(x, y)))
  colour = mix(colour, accent, coverage(check(x, y)))
  return [...colour.map(Math.round), Math.round(255 * coverage(roundedSquare(x, y, 24, 96)))]
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  const check32 = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  check32.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check32])
}

function png() {
  const rows = Buffer.alloc(size * (1 + size * 4))
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) rows.set(pixel(x + 0.5, y + 0.5), y * (1 + size * 4) + 1 + x * 4)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...parts])
}

mkdirSync(inProject('resources/icons'), { recursive: true })
writeFileSync(inProject('resources/icons/icon.png'), png())
