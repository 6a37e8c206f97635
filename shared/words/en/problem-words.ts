/**
 * What a person reads about one problem. `{name|fallback}` takes a value of the problem (its params, then column, row,
 * file, path) or the fallback where the problem brings none, so that no sentence ever shows a gap. `{a,b|fallback}`
 * takes the first of several names.
 */
export interface ProblemWords {
  /** What is wrong. */
  readonly sentence: string
  /** What to do. */
  readonly advice: string
}
