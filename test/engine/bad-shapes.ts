import type { CommandName } from '../../shared/ipc/contract.ts'
import { requestOf, shapeOf } from './requests.ts'

const MEGABYTE = 'x'.repeat(1_000_000)

/** Texts that may be that long: a protocol as it is typed, and what is copied. */
const mayBeLong = new Set(['protocol.saveDraft json', 'clipboard.write text'])

/** A role for the whole workspace. */
const mayBeNull = new Set(['people.grantRole studyId', 'people.revokeRole studyId'])

export interface BadShape {
  readonly what: string
  readonly request: unknown
}

/** Requests of a command that nobody of ours would send. */
export function* badShapes(command: CommandName): Generator<BadShape> {
  for (const request of [undefined, null, 7, 'x', true, [], [[]]]) yield { what: `${typeof request} ${String(request)}`, request }
  const good = requestOf(command)
  yield { what: 'an unknown key', request: { ...good, extra: 1 } }
  yield { what: '__proto__', request: JSON.parse(JSON.stringify(good).replace(/\}$/, `${Object.keys(good).length > 0 ? ',' : ''}"__proto__":{"polluted":1}}`)) as unknown }
  yield { what: 'constructor', request: { ...good, constructor: { prototype: { polluted: 1 } } } }
  for (const [key, field] of Object.entries(shapeOf(command))) {
    const { [key]: _left, ...without } = good
    if (!field.safeParse(undefined).success) yield { what: `without ${key}`, request: without }
    for (const wrong of [{ evil: 1 }, [{ evil: 1 }], Number.NaN, null, true, new Uint8Array(3)]) {
      if (wrong === null && mayBeNull.has(`${command} ${key}`)) continue
      yield { what: `${key} as ${Object.prototype.toString.call(wrong)}`, request: { ...good, [key]: wrong } }
    }
    if (!mayBeLong.has(`${command} ${key}`)) yield { what: `${key} of a megabyte`, request: { ...good, [key]: MEGABYTE } }
  }
}
