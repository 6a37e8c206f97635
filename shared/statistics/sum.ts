/**
 * Compensated sum (Neumaier 1974): the error does not grow with the number of terms, so 10^7 terms keep 15 digits.
 */
export class CompensatedSum {
  private total = 0
  private lost = 0

  add(term: number): void {
    const next = this.total + term
    this.lost += Math.abs(this.total) >= Math.abs(term) ? this.total - next + term : term - next + this.total
    this.total = next
  }

  /** The first n terms of a list, one after the other: the same sum as `add` of each, kept out of memory meanwhile. */
  addAll(terms: Float64Array, n: number): void {
    let { total, lost } = this
    for (let i = 0; i < n; i++) {
      const term = terms[i] ?? 0
      const next = total + term
      lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total
      total = next
    }
    this.total = total
    this.lost = lost
  }

  /** `addAll` of this sum and of another, term by term: each addition waits for the one before, so that two sums take the time of one. */
  addAllBeside(terms: Float64Array, other: CompensatedSum, otherTerms: Float64Array, n: number): void {
    let { total, lost } = this
    let { total: total2, lost: lost2 } = other
    for (let i = 0; i < n; i++) {
      const term = terms[i] ?? 0
      const next = total + term
      lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total
      total = next
      const term2 = otherTerms[i] ?? 0
      const next2 = total2 + term2
      lost2 += Math.abs(total2) >= Math.abs(term2) ? total2 - next2 + term2 : term2 - next2 + total2
      total2 = next2
    }
    this.total = total
    this.lost = lost
    other.total = total2
    other.lost = lost2
  }

  /**
   * The same sum as `addAll`, without a branch: what an addition loses is a double, found either way (Knuth 1969, The Art of
   * Computer Programming 2, 4.2.2). For terms whose order of size cannot be foreseen.
   */
  addExactly(terms: Float64Array, n: number): void {
    let { total, lost } = this
    for (let i = 0; i < n; i++) {
      const term = terms[i] ?? 0
      const next = total + term
      const added = next - total
      lost += total - (next - added) + (term - added)
      total = next
    }
    this.total = total
    this.lost = lost
  }

  get value(): number {
    return this.total + this.lost
  }
}
