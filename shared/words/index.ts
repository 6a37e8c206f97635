import { en } from './en/index.ts'

/** What every language must have: the same names with the same kinds of content. */
export type Words = Spoken<typeof en>

type Spoken<T> = T extends string
  ? string
  : T extends (...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Result
    : T extends object
      ? { readonly [Key in keyof T]: Spoken<T[Key]> }
      : T

export const words = { en } satisfies Record<string, Words>
