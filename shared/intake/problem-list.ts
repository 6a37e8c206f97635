import { type Problem, type ProblemCode, type ProblemWhere, problem } from '../vocabulary/problem.ts'

const KEPT_PER_KIND = 100

/**
 * Collects problems without drowning any of them (rule PRB-1): all are counted, the first hundred of each code and
 * column are kept, and the list that comes out is shared fairly between them.
 */
export class ProblemList {
  readonly file: string
  readonly #limit: number
  readonly #kinds = new Map<string, { readonly kept: Problem[]; n: number }>()
  #n = 0

  constructor(file: string, limit: number) {
    this.file = file
    this.#limit = limit
  }

  get n(): number {
    return this.#n
  }

  add(code: ProblemCode, params?: Problem['params'], where?: Omit<ProblemWhere, 'file'>): void {
    this.#n += 1
    const key = `${code}\0${where?.column ?? ''}`
    let kind = this.#kinds.get(key)
    if (kind === undefined) {
      kind = { kept: [], n: 0 }
      this.#kinds.set(key, kind)
    }
    kind.n += 1
    if (kind.kept.length < KEPT_PER_KIND) kind.kept.push(problem(code, params, { file: this.file, ...where }))
  }

  /** At most the limit, in row order; every kind keeps its first ones. */
  list(): Problem[] {
    const kinds = [...this.#kinds.values()]
    const share = fairShare(kinds.map((kind) => kind.kept.length), this.#limit)
    const chosen = kinds.slice(0, this.#limit).flatMap((kind) => kind.kept.slice(0, Math.max(1, share)))
    return chosen.sort((a, b) => (a.where?.row ?? 0) - (b.where?.row ?? 0)).slice(0, this.#limit)
  }
}

/** The largest s such that the sum of min(length, s) stays within the limit. */
function fairShare(lengths: readonly number[], limit: number): number {
  let share = KEPT_PER_KIND
  const total = (s: number): number => lengths.reduce((sum, length) => sum + Math.min(length, s), 0)
  while (share > 1 && total(share) > limit) share -= 1
  return share
}

/** A shown value: short, and without line ends that would break the sentence. */
export function shown(value: string): string {
  const oneLine = value.replace(/[\r\n\t]+/g, ' ')
  return oneLine.length <= 60 ? oneLine : `${[...oneLine].slice(0, 57).join('')}…`
}
