import { cellsOf } from './cells.ts'
import { forestScenes } from './figures/forest.ts'
import type { ReportInput } from './input.ts'
import { estimandText } from './printed.ts'
import type { Scene } from './scene.ts'
import { forestTargets } from './review.ts'
import { agreementSection } from './sections/agreement.ts'
import { calibrationTestSection } from './sections/calibration-tests.ts'
import { comparisonSection } from './sections/comparisons.ts'
import { contrastTables } from './sections/contrasts.ts'
import { driftFigures, driftSection } from './sections/drift.ts'
import { endpointTestTable } from './sections/endpoint-tests.ts'
import { overTimeFigures, overTimeSection } from './sections/over-time.ts'
import { missingSection } from './sections/missing.ts'
import { netBenefitTable } from './sections/net-benefit.ts'
import { tippingTable } from './sections/tipping.ts'
import { overallTable, resultsSection, subgroupSection } from './sections/results.ts'
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
  /** Tables of overall estimates, of the endpoints' tests and of net benefit; 2×2 counts are drawn by the screen. */
  readonly overall: readonly Block[]
  readonly figures: readonly ReviewFigure[]
  readonly forests: readonly ReviewForest[]
  /** Tables of subgroups. */
  readonly subgroups: readonly Block[]
  /** Levels against everybody else, and heterogeneity; empty where the protocol does not ask for them. */
  readonly contrasts: readonly Block[]
  /** Outputs against each other on the same examinations; empty where the protocol compares none. */
  readonly comparisons: readonly Block[]
  /** Raters held against each other, and distributions; empty where the protocol asks for none. */
  readonly agreement: readonly Block[]
  readonly drift: readonly Block[]
  /** Tests that stand in the appendix of the report. */
  readonly appendix: readonly Block[]
  readonly missing: readonly Block[]
  /** Predictions over time; empty where the protocol has one prediction an examination. */
  readonly overTime: readonly Block[]
}

export function review(input: ReportInput): Review {
  const cells = cellsOf(input.results)
  const results = resultsSection(input, cells)
  const figures = [...results.flatMap((block) => (block.kind === 'figures' ? block.items : [])), ...overTimeFigures(input), ...driftFigures(input)]
  return {
    summary: summary(input, cells).filter((block) => block.kind !== 'title'),
    overall: [overallTable(input, cells), ...endpointTestTable(input), ...tippingTable(input), ...netBenefitTable(input)],
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
    contrasts: contrastTables(input),
    comparisons: comparisonSection(input, cells).filter((block) => block.kind !== 'heading'),
    agreement: agreementSection(input, cells).filter((block) => block.kind !== 'heading'),
    drift: driftSection(input, cells).filter((block) => block.kind !== 'heading'),
    appendix: calibrationTestSection(input),
    missing: missingSection(input, cells),
    overTime: overTimeSection(input, cells).filter((block) => block.kind === 'table' || block.kind === 'keyValues' || block.kind === 'paragraph'),
  }
}

export const findFigure = (all: Review, id: string): ReviewFigure | undefined =>
  [...all.figures, ...all.forests.flatMap((each) => each.scenes)].find((each) => each.id === id)
