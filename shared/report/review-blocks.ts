import { cellsOf } from './cells.ts'
import { forestScenes } from './figures/forest.ts'
import type { ReportInput } from './input.ts'
import { estimandText } from './printed.ts'
import type { Scene } from './scene.ts'
import { forestTargets } from './review.ts'
import { missingSection, resultsSection, subgroupSection } from './sections/results.ts'
import { summary } from './sections/summary.ts'
import type { Block } from './tree.ts'

/** A figure of the review screen under a stable name, so that it can be exported. */
export interface ReviewFigure {
  readonly id: string
  readonly caption: string
  readonly scene: Scene
}

/** One forest plot to choose: an estimand over all prespecified subgroups. */
export interface ReviewForest {
  readonly id: string
  readonly label: string
  readonly scenes: readonly ReviewFigure[]
}

/** The report's own blocks, arranged for the screen: conclusion first. Nothing here is computed a second time. */
export interface Review {
  /** Conclusion, verdict cards, where it fails. */
  readonly summary: readonly Block[]
  /** Tables of overall estimates and 2×2 counts. */
  readonly overall: readonly Block[]
  readonly figures: readonly ReviewFigure[]
  readonly forests: readonly ReviewForest[]
  /** Tables of subgroups. */
  readonly subgroups: readonly Block[]
  readonly missing: readonly Block[]
}

export function review(input: ReportInput): Review {
  const cells = cellsOf(input.results)
  const results = resultsSection(input, cells)
  const figures = results.flatMap((block) => (block.kind === 'figures' ? block.items : []))
  return {
    summary: summary(input, cells).filter((block) => block.kind !== 'title'),
    overall: results.filter((block) => block.kind === 'table'),
    figures: figures.map(({ caption, scene }, i) => ({ id: `figure-${i + 1}`, caption, scene })),
    forests: forestTargets(input).map((target, i) => ({
      id: `forest-${i + 1}`,
      label: estimandText(input.protocol, target),
      scenes: forestScenes(input.results, input.protocol, target, { width: 640, rowsPerScene: 1000 }).map((scene) => ({
        id: `forest-${i + 1}`,
        caption: scene.title,
        scene,
      })),
    })),
    subgroups: subgroupSection(input, cells).filter((block) => block.kind === 'table'),
    missing: missingSection(input),
  }
}

export const findFigure = (all: Review, id: string): ReviewFigure | undefined =>
  [...all.figures, ...all.forests.flatMap((each) => each.scenes)].find((each) => each.id === id)
