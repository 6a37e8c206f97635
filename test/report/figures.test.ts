import { describe, expect, test } from 'vitest'
import { calibrationScene } from '../../shared/report/figures/calibration.ts'
import { flowScene } from '../../shared/report/figures/flow.ts'
import { forestRows, forestScenes } from '../../shared/report/figures/forest.ts'
import { rocScene } from '../../shared/report/figures/roc.ts'
import { scoreScene } from '../../shared/report/figures/scores.ts'
import { verdictScene } from '../../shared/report/figures/verdict-bar.ts'
import { label, scene, type Mark, type Scene } from '../../shared/report/scene.ts'
import { sceneToSvg, sceneToText } from '../../shared/report/svg.ts'
import { textWidth } from '../../shared/report/text-width.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { demoProtocol, evaluateDemo, reportInput } from './fixture.ts'

const results = evaluateDemo(demoProtocol)
const target = { quantity: 'sensitivity', prediction: 'p_full', operatingPoint: 'T50' } as const
const made = (value: Scene | null): Scene => {
  if (value === null) throw new Error('the figure is missing')
  return value
}

const scenes = (from: Results): Record<string, Scene> => ({
  roc: made(rocScene(from, demoProtocol)),
  calibration: made(calibrationScene(from, demoProtocol, 'p_full')),
  scores: made(scoreScene(from, demoProtocol, 'p_full')),
  forest: made(forestScenes(from, demoProtocol, target)[0] ?? null),
  flow: flowScene(reportInput(demoProtocol, from).cohort.flow, { results: from, protocol: demoProtocol }),
  ...Object.fromEntries(
    from.endpoints.map((each) => [`verdict-${each.id}`, verdictScene(each, from.estimates.find(({ id }) => id === each.estimateId))]),
  ),
})

function ends(mark: Mark): { x: number[]; y: number[] } {
  if (mark.kind === 'line') return { x: [mark.x1, mark.x2], y: [mark.y1, mark.y2] }
  if (mark.kind === 'rect') return { x: [mark.x, mark.x + mark.width], y: [mark.y, mark.y + mark.height] }
  if (mark.kind === 'circle') return { x: [mark.cx - mark.r, mark.cx + mark.r], y: [mark.cy - mark.r, mark.cy + mark.r] }
  if (mark.kind === 'path') {
    const numbers = (mark.d.match(/-?[\d.]+/g) ?? []).map(Number)
    return { x: numbers.filter((_, i) => i % 2 === 0), y: numbers.filter((_, i) => i % 2 === 1) }
  }
  const width = textWidth(mark.text, mark.size, mark.weight)
  const from = mark.anchor === 'start' ? 0 : mark.anchor === 'end' ? -width : -width / 2
  if (mark.turned) return { x: [mark.x - mark.size * 0.75, mark.x], y: [mark.y - from - width, mark.y - from] }
  return { x: [mark.x + from, mark.x + from + width], y: [mark.y - mark.size * 0.75, mark.y] }
}

describe('figures', () => {
  test('FIG-1: no data, no figure; two outputs share one ROC figure', () => {
    const empty = { ...results, roc: [], calibration: [], histograms: [] }
    expect(rocScene(empty, demoProtocol)).toBeNull()
    expect(calibrationScene(empty, demoProtocol, 'p_full')).toBeNull()
    expect(scoreScene(empty, demoProtocol, 'p_full')).toBeNull()
    const texts = made(rocScene(results, demoProtocol)).marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
    expect(texts).toEqual(expect.arrayContaining(['Full model', 'Simple model', 'AUROC 0.738 (0.688 to 0.788)']))
  })

  test.each(Object.entries(scenes(results)))('FIG-2: every mark of %s lies inside, with two decimals', (_, each) => {
    for (const mark of each.marks) {
      const { x, y } = ends(mark)
      for (const value of [...x, ...y]) expect(Number.isFinite(value), JSON.stringify(mark)).toBe(true)
      expect(Math.min(...x), JSON.stringify(mark)).toBeGreaterThanOrEqual(-0.5)
      expect(Math.max(...x), JSON.stringify(mark)).toBeLessThanOrEqual(each.width + 0.5)
      expect(Math.min(...y), JSON.stringify(mark)).toBeGreaterThanOrEqual(-0.5)
      expect(Math.max(...y), JSON.stringify(mark)).toBeLessThanOrEqual(each.height + 0.5)
    }
    const coordinates = each.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.x, mark.y] : [...ends(mark).x, ...ends(mark).y]))
    for (const value of coordinates) expect(Math.abs(value * 100 - Math.round(value * 100))).toBeLessThan(1e-6)
  })

  test('FIG-3: the axis of a verdict bar holds interval and goal', () => {
    for (const goal of [0, 0.3, 0.618, 0.99, 1]) {
      const endpoint = { ...(results.endpoints[0] as Results['endpoints'][number]), goal }
      const bar = verdictScene(endpoint, results.estimates.find(({ id }) => id === endpoint.estimateId))
      for (const mark of bar.marks) for (const x of ends(mark).x) expect(x >= -0.5 && x <= bar.width + 0.5, JSON.stringify(mark)).toBe(true)
    }
  })

  test('FIG-4: a forest plot keeps every level, and says why a row has no estimate', () => {
    const levels = results.estimates.filter((each) => each.subgroup !== undefined && each.id.startsWith('p_full/T50/sensitivity'))
    const rows = forestRows(results, demoProtocol, target).filter((row) => row.kind === 'level')
    expect(rows.length).toBe(levels.length)
    const whole = sceneToText(made(forestScenes(results, demoProtocol, target)[0] ?? null))
    expect(whole).toContain('not estimable (denominator is zero)')
    const parts = forestScenes(results, demoProtocol, target, { rowsPerScene: 6 })
    expect(parts.length).toBeGreaterThan(2)
    const hits = parts.flatMap((part) => part.hits.map((hit) => hit.estimateId))
    expect(hits.sort()).toEqual(['p_full/T50/sensitivity', ...levels.map((each) => each.id)].sort())
  })

  test.each(Object.entries(scenes(results)))('FIG-5: %s is as kept', async (name, each) => {
    await expect(`${sceneToText(each)}\n`).toMatchFileSnapshot(`figures/${name}.txt`)
  })

  test('FIG-6: the SVG file escapes text and carries its alternative', () => {
    const hostile = scene({
      width: 10,
      height: 10,
      title: '<script>"&',
      description: 'a < b\u0000',
      marks: [label({ x: 1, y: 1 }, '</text><script>alert(1)</script>')],
      hits: [],
    })
    const svg = sceneToSvg(hostile)
    expect(svg).toContain('<title>&lt;script&gt;&quot;&amp;</title>')
    expect(svg).not.toMatch(/<script|<style| style=|\u0000/)
    expect(svg).toContain('<desc>a &lt; b\ufffd</desc>')
  })
})
