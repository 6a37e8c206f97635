import { describe, expect, test } from 'vitest'
import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { planCurves } from '../../shared/evaluation/planning-curves.ts'
import { compose } from '../../shared/report/compose.ts'
import { planningScene } from '../../shared/report/figures/planning-curve.ts'
import { planParagraphs, planTableRows, planningRecord } from '../../shared/report/planning.ts'
import { textWidth } from '../../shared/report/text-width.ts'
import { SampleSizePlan } from '../../shared/vocabulary/planning.ts'
import { demoProtocol, evaluateDemo, reportInput } from './fixture.ts'

const goal = { id: 'se', label: 'Sensitivity', kind: 'goal', among: 'present', expected: 0.95, bound: 'lower', goal: 0.9, interval: 'clopper-pearson', power: 0.8 } as const
const plan = SampleSizePlan.parse({
  format: 'probity.sample-size-plan',
  version: 1,
  level: 0.95,
  assumptions: { prevalence: 0.2, calledPositive: 0.25, indeterminate: 0.05, missing: 0.02, verified: 0.9, clusters: { size: 3, intraclassCorrelation: 0.1 }, assurance: 0.9 },
  items: [
    goal,
    { ...goal, id: 'sp', label: 'Specificity', among: 'absent', goal: 0.95 },
    { id: 'w', label: 'PPV', kind: 'half-width', among: 'called-positive', expected: 0.9, halfWidth: 0.05, interval: 'wilson', basis: 'mean' },
    { id: 'z', label: 'None missed', kind: 'few-failures', among: 'present', goal: 0.95, failures: 0, interval: 'clopper-pearson' },
    { id: 'ni', label: 'Against the reader', kind: 'paired-margin', among: 'present', firstOnly: 0.06, secondOnly: 0.05, margin: 0.05, power: 0.8 },
    { id: 'fm', label: 'Two groups', kind: 'independent-margin', among: 'present', first: 0.9, second: 0.9, secondPerFirst: 2, margin: 0.1, power: 0.9 },
    { id: 'aw', label: 'AUROC', kind: 'area-half-width', expected: 0.85, halfWidth: 0.05, variance: 'hanley-mcneil' },
  ],
  coPrimary: ['se', 'ni'],
  parts: [{ label: 'Site', shares: [{ label: 'Leeds', share: 0.7 }, { label: 'York', share: 0.3 }] }],
  planned: 150,
})
const answers = planSampleSize(plan)
const text = planParagraphs(plan, answers).join('\n')

describe('sample size in words', () => {
  test('PLR-1: assumptions, goals, numbers, methods, joint power and parts are all there', () => {
    for (const part of ['20\u00a0%', '25\u00a0%', '5\u00a0% indeterminate', '2\u00a0% without a usable prediction', '90\u00a0% of examinations, at random', 'design effect of 1.200']) expect(text).toContain(part)
    for (const item of plan.items) expect(text).toContain(`${item.label}.`)
    for (const part of ['This needs 255 examinations with the target condition', 'This needs 139 examinations called positive', 'This needs 72 examinations', 'This needs 260 examinations', '171 examinations with the target condition in the first and 342', 'exact power of Tango’s score test', 'Hanley and McNeil']) expect(text).toContain(part)
    expect(text).toMatch(/Joint power of se, ni with 150 examinations: at least/)
    expect(text).toMatch(/Site, of 150 examinations .* Leeds 105: se ± \d/)
    expect(text).not.toMatch(/undefined|NaN|null|\s{2}|\(\)/)
    expect(planTableRows(plan, answers).map((row) => row[3])).toEqual(['255', '–', '139', '72', '260', '171 + 342', expect.stringMatching(/^\d+ \+ \d+$/)])
  })
  test('PLR-2: the saw-tooth, what cannot be met and what has no number', () => {
    expect(text).toContain('checked to 491. 231 would have it too (0.816), but some larger numbers would not')
    expect(text).toContain('not even by a perfect result')
    expect(text).toContain('No number of examinations gives this power')
    expect(text).toContain('the study’s size is not stated')
  })
  test('PLR-2: a power close to 1 is not printed as 1', () => {
    const large = { ...plan, items: [goal], coPrimary: undefined, parts: [], planned: 20_000 }
    const parsed = SampleSizePlan.parse(JSON.parse(JSON.stringify(large)))
    expect(planParagraphs(parsed, planSampleSize(parsed)).join(' ')).toContain('a power of > 0.999')
  })
  test('PLR-3: the report prints it with the protocol, and nothing without it', () => {
    const results = evaluateDemo(demoProtocol)
    const planning = planningRecord(plan, answers)
    const [plain, planned] = [demoProtocol, { ...demoProtocol, planning }].map((protocol) => compose(reportInput(protocol, results)).blocks)
    expect(JSON.stringify(plain)).not.toContain('Sample size')
    const at = planned?.findIndex((block) => block.kind === 'heading' && block.text === 'Sample size') ?? -1
    expect(planned?.[at + 1]).toMatchObject({ kind: 'table' })
    expect(planned?.slice(at + 2, at + 2 + planning.text.length).map((block) => (block.kind === 'paragraph' ? block.text : ''))).toEqual(planning.text)
    expect(planned?.length).toBe((plain?.length ?? 0) + 2 + planning.text.length)
  })
  test('PLR-4: curves say what is asked for and taken, and stay inside', () => {
    const curves = planCurves(plan, answers)
    expect(curves.map((each) => each.id)).toEqual(['se', 'w', 'ni', 'fm', 'aw'])
    for (const curve of curves) {
      const scene = planningScene(curve)
      expect(scene.description).toContain(`Asked for ${curve.target}, taken ${curve.needed}`)
      for (const mark of scene.marks) {
        const xs = mark.kind === 'line' ? [mark.x1, mark.x2] : mark.kind === 'path' ? mark.d.match(/-?[\d.]+(?= )/g)?.map(Number) ?? [] : []
        for (const x of xs) expect(x >= 0 && x <= scene.width, JSON.stringify(mark)).toBe(true)
        if (mark.kind !== 'text' || mark.turned) continue
        const width = textWidth(mark.text, mark.size, mark.weight)
        const left = mark.anchor === 'start' ? mark.x : mark.anchor === 'end' ? mark.x - width : mark.x - width / 2
        expect(left >= -0.5 && left + width <= scene.width + 0.5, mark.text).toBe(true)
        expect(mark.y > 0 && mark.y <= scene.height).toBe(true)
      }
    }
  })
})
