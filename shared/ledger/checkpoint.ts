/**
 * Checkpoint text in the form of C2SP tlog-checkpoint: origin, number of entries, root of the tree, and the chain's
 * head as an extension line. The signature over it is kept apart, as CMS.
 */
export interface CheckpointBody {
  /** Names the ledger: probity/ and the store's id. */
  readonly origin: string
  readonly size: number
  /** 32 bytes each. */
  readonly root: Uint8Array
  readonly head: Uint8Array
}

export const checkpointOrigin = (storeId: string): string => `probity/${storeId}`

/** Text with a line feed after every line (LED-6). Throws RangeError on what a reader could take for another line. */
export function checkpointText(body: CheckpointBody): string {
  if (body.origin === '' || /[\n\r\s+]/.test(body.origin)) throw new RangeError('checkpoint origin')
  if (!Number.isSafeInteger(body.size) || body.size < 0) throw new RangeError('checkpoint size')
  if (body.root.length !== 32 || body.head.length !== 32) throw new RangeError('checkpoint hash')
  return `${body.origin}\n${body.size}\n${toBase64(body.root)}\nhead ${toBase64(body.head)}\n`
}

/** Reads what checkpointText wrote; throws RangeError on any other text. */
export function parseCheckpoint(text: string): CheckpointBody {
  const match = /^([^\n\r\s+]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\nhead ([A-Za-z0-9+/]{43}=)\n$/.exec(text)
  if (match === null) throw new RangeError('not a checkpoint')
  const body = {
    origin: match[1] ?? '',
    size: Number(match[2]),
    root: fromBase64(match[3] ?? ''),
    head: fromBase64(match[4] ?? ''),
  }
  // A second spelling of the same bytes would be a second checkpoint.
  if (checkpointText(body) !== text) throw new RangeError('checkpoint is not in its only form')
  return body
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63)
    text += (left > 1 ? alphabet.charAt((group >> 6) & 63) : '=') + (left > 2 ? alphabet.charAt(group & 63) : '=')
  }
  return text
}

function fromBase64(text: string): Uint8Array {
  const nBytes = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
  const bytes = new Uint8Array(nBytes)
  let at = 0
  for (let i = 0; i < text.length; i += 4) {
    let group = 0
    for (let j = 0; j < 4; j++) group = (group << 6) | Math.max(0, alphabet.indexOf(text.charAt(i + j)))
    for (let shift = 16; shift >= 0 && at < nBytes; shift -= 8) bytes[at++] = (group >> shift) & 255
  }
  return bytes
}
