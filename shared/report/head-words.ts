import { isSha256 } from '../vocabulary/ids.ts'
import { wordList } from './word-list.ts'

const BITS_OF_A_WORD = 11
const BYTES_TOLD = 8

/**
 * The first eight bytes of a head (64 hex digits) as six words of BIP-39, for telling it on the telephone or writing it
 * down: 64 bits, then two zeros, eleven bits a word (rule WIT-1). Throws RangeError on anything but a digest.
 */
export function headWords(head: string): readonly string[] {
  if (!isSha256(head)) throw new RangeError('not a digest')
  let bits = ''
  for (let i = 0; i < BYTES_TOLD; i++) bits += Number.parseInt(head.slice(2 * i, 2 * i + 2), 16).toString(2).padStart(8, '0')
  bits = bits.padEnd(Math.ceil(bits.length / BITS_OF_A_WORD) * BITS_OF_A_WORD, '0')
  const words: string[] = []
  for (let i = 0; i < bits.length; i += BITS_OF_A_WORD) words.push(wordList[Number.parseInt(bits.slice(i, i + BITS_OF_A_WORD), 2)] ?? '')
  return words
}

/** What a machine needs to witness a head: which ledger, how many entries, the hash of the last. */
export interface HeadFacts {
  readonly storeId: string
  readonly seq: number
  readonly head: string
}

/** Text of the QR code (rule WIT-2): digits and capitals only, which the code holds most densely. */
export const headText = ({ storeId, seq, head }: HeadFacts): string => `PROBITY HEAD 1 ${storeId.toUpperCase()} ${seq} ${head.toUpperCase()}`

/** Null for any text that `headText` does not write. */
export function parseHeadText(text: string): HeadFacts | null {
  const parts = /^PROBITY HEAD 1 ([0-9A-F]{32}) (0|[1-9][0-9]{0,15}) ([0-9A-F]{64})$/.exec(text)
  if (parts === null) return null
  const [, storeId = '', seq = '', head = ''] = parts
  return { storeId: storeId.toLowerCase(), seq: Number(seq), head: head.toLowerCase() }
}
