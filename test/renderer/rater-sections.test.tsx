import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { AgreementsSection } from '../../renderer/screens/protocol/AgreementsSection.tsx'
import { DraftProvider } from '../../renderer/screens/protocol/DraftFields.tsx'
import { DriftsSection } from '../../renderer/screens/protocol/DriftsSection.tsx'
import type { JsonObject } from '../../renderer/screens/protocol/draft.ts'
import { sectionOf } from '../../renderer/screens/protocol/draft.ts'
import { neededColumns } from '../../renderer/screens/reference-data/needed-columns.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import { outputs, raterProtocol } from '../evaluation/rater-study.ts'

const shown = (Section: () => React.ReactNode, draft: object, problems: Parameters<typeof sectionOf>[0][] = []): string =>
  renderToStaticMarkup(
    <DraftProvider draft={draft as JsonObject} problems={problems}>
      <Section />
    </DraftProvider>,
  )

const calls = { id: 'ab', label: 'A and B', of: 'calls', raters: [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'b', operatingPoint: 'T50' }] }
const grades = { id: 'g', label: 'Grades', of: 'scores', weights: 'linear', raters: [{ prediction: 'ga' }, { prediction: 'gb' }] }
const age = { id: 'age', label: 'Age', variable: { column: 'age', kind: 'number' }, between: { column: 'period', baseline: ['before'], current: ['after'] }, bins: 5 }

describe('agreement in the protocol editor', () => {
  test('an agreement says what it gives, names the comparator, and readers are these readers only', () => {
    const html = shown(AgreementsSection, { predictions: outputs, agreements: [calls] })
    expect(html).toContain('Gives: Percent agreement, Positive percent agreement')
    expect(html).toContain('Rater 2, the comparator')
    expect(html).toContain('these readers only')
    expect(html).not.toContain('Weights of the categories')
    expect(shown(AgreementsSection, { predictions: outputs, agreements: [grades] })).toContain('Weights of the categories')
  })

  test('without two raters there is nothing to add, and the reason stands there', () => {
    expect(shown(AgreementsSection, { predictions: outputs.slice(0, 1) })).toContain('Needs two outputs')
    expect(shown(AgreementsSection, { predictions: outputs })).not.toContain('Needs two outputs')
  })
})

describe('drift in the protocol editor', () => {
  test('a covariate or a score, two sets and the bins', () => {
    const html = shown(DriftsSection, { predictions: outputs, drifts: [age] }, [problem('protocol/shape', { detail: 'it is still empty' }, { path: 'drifts[0].between.current' })])
    expect(html).toContain('value="before"')
    expect(html).toContain('Values of the current set')
    expect(html).toContain('it is still empty')
    expect(shown(DriftsSection, { predictions: outputs, drifts: [{ ...age, variable: { prediction: 'a' } }] })).toContain('A (a)')
  })

  test('problems lead to the sections, and the columns of a drift are asked for when data are imported', () => {
    const at = (path: string) => sectionOf(problem('protocol/shape', undefined, { path }))
    expect([at('agreements[0].raters[1]'), at('drifts[0].variable.column')]).toEqual(['agreements', 'drifts'])
    expect(neededColumns(raterProtocol({ drifts: [age] })).map((each) => each.name)).toEqual(['site', 'age', 'period'])
  })
})
