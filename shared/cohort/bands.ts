/**
 * Names of the bands that the edges cut (rule SUB-2): `<e1`, `[e1,e2)` …, `>=en`. Edges are written as their shortest
 * decimal text. Edges must ascend; the protocol check refuses others.
 */
export function bandLabels(edges: readonly number[]): string[] {
  const first = edges[0]
  const last = edges[edges.length - 1]
  if (first === undefined || last === undefined) return []
  const between = edges.slice(1).map((edge, i) => `[${edges[i]},${edge})`)
  return [`<${first}`, ...between, `>=${last}`]
}

/** Index of the band that holds a value: left closed, right open. */
export function bandOf(value: number, edges: readonly number[]): number {
  let band = 0
  for (const edge of edges) if (value >= edge) band += 1
  return band
}
