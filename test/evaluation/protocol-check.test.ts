import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canonicalProtocol, protocolSha256 } from '../../shared/evaluation/digests.ts'
import { jsonSchemas, schemaText } from '../../shared/evaluation/json-schemas.ts'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import { parseStrictJson } from '../../shared/evaluation/strict-json.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { baseProtocol, bothOutput, decisionOutput, protocolWith, sha256 } from './study.ts'

/** `code path` of every problem of the base protocol with changes. */
const found = (changes: object): string[] => problemsOf({ ...baseProtocol, ...changes })
const problemsOf = (value: unknown): string[] =>
  checkProtocol(value).problems.map((each) => `${each.code.replace('protocol/', '')} ${each.where?.path ?? ''}`.trim())

const output = (changes: object) => [{ ...baseProtocol.predictions[0], ...changes }]
const score = (changes: object) => output({ score: { ...baseProtocol.predictions[0]?.score, ...changes } })
const endpoint = (changes: object) => ({ ...baseProtocol.endpoints[0], ...changes })
const estimand = (changes: object) => [endpoint({ estimand: { ...baseProtocol.endpoints[0]?.estimand, ...changes } })]
const criterion = (bound: string, comparison: string, goal: number, quantity?: string) => [
  endpoint({
    criterion: { bound, comparison, goal },
    ...(quantity === undefined ? {} : { estimand: { quantity, prediction: 'a' } }),
  }),
]

describe('protocol check', () => {
  test('PCK-1: a valid protocol comes back, and the order of keys does not matter', () => {
    expect(found({})).toEqual([])
    const turned = Object.fromEntries(Object.entries(baseProtocol).reverse())
    const [a, b] = [checkProtocol(baseProtocol).protocol, checkProtocol(JSON.stringify(turned)).protocol]
    if (a === null || b === null) throw new Error('refused')
    expect(canonicalProtocol(a)).toBe(canonicalProtocol(b))
    expect(protocolSha256(a, sha256)).toBe(protocolSha256(b, sha256))
    expect(canonicalProtocol(a).startsWith('{"bootstrap":{"replicates":0,"seed":0}')).toBe(true)
  })
  test('PCK-2: duplicate keys are refused with their path', () => {
    expect(problemsOf('{"a":1,"b":{"c":[{"d":1,"d":2}]}}')).toEqual(['duplicate-key b.c[0].d'])
    expect(problemsOf('{"a":1,"\\u0061":2}')).toEqual(['duplicate-key a'])
    expect(parseStrictJson('{"a":{"x":1},"b":{"x":1}}').ok).toBe(true)
  })
  test.each(['', '{', '[1,]', '{"a" 1}', "{'a':1}", '01', '"\u0001"', 'nul', '{"a":1} x', '\uFEFF{}', '[NaN]', '1e', '"\\x"'])(
    'PCK-2: %j is not JSON, and JSON.parse agrees',
    (text) => {
      expect(problemsOf(text)).toEqual(['not-json'])
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    },
  )
  test('PCK-2: the place of the fault is told; depth is limited; all values come through', () => {
    expect(parseStrictJson('{\n  "a": 1,\n  "b" 2\n}')).toEqual({ ok: false, kind: 'syntax', line: 3, column: 7 })
    expect(parseStrictJson('['.repeat(100_000)).ok).toBe(false)
    const text = ' {"a": [1, -2.5e3, true, false, null, "\\u00e9\\n", {}], "b": []} '
    expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown })
  })
  test('PCK-3: bootstrap replicates are accepted as they are', () => {
    const { protocol, problems } = checkProtocol({ ...baseProtocol, bootstrap: { replicates: 2000, seed: 1 } })
    expect(problems).toEqual([])
    expect(protocol?.bootstrap.replicates).toBe(2000)
  })
  test('PCK-4: ids occur once', () => {
    const [point] = baseProtocol.predictions[0]?.score.operatingPoints ?? []
    expect(found({ predictions: score({ operatingPoints: [point, point] }) })).toEqual([
      'duplicate-id predictions[0].score.operatingPoints[1].id',
    ])
    expect(found({ subgroups: [...baseProtocol.subgroups, ...baseProtocol.subgroups] })).toEqual(['duplicate-id subgroups[1].id'])
    expect(found({ predictions: [...output({}), ...output({})] })).toEqual(['duplicate-id predictions[1].id'])
    expect(found({ endpoints: [endpoint({}), endpoint({})] })).toEqual(['duplicate-id endpoints[1].id'])
  })
  test('PCK-5: outputs', () => {
    expect(found({ predictions: output({ scoreColumn: undefined }) })).toEqual(['shape predictions[0].scoreColumn'])
    expect(found({ predictions: output({ decisionColumn: 'd' }) })).toEqual(['shape predictions[0].decisionColumn'])
    expect(found({ predictions: [{ id: 'a', label: 'A' }] })).toContain('shape predictions[0]')
    expect(found({ predictions: output({ ...decisionOutput, decision: { codes: { P: 'positive' } } }) })).toEqual([
      'shape predictions[0].decision.codes',
    ])
    expect(found({ predictions: score({ direction: 'lower-is-positive' }) })).toEqual(['shape predictions[0].score.direction'])
    expect(found({ predictions: score({ maximum: 100 }) })).toEqual(['shape predictions[0].score'])
    expect(found({ predictions: score({ kind: 'marker', minimum: 3, maximum: 3 }) })).toContain(
      'shape predictions[0].score.minimum',
    )
    const point = { id: 'T50', threshold: 50, chosenOn: 'x' }
    expect(found({ predictions: score({ operatingPoints: [point] }) })).toEqual([
      'threshold-out-of-range predictions[0].score.operatingPoints[0].threshold',
    ])
    expect(found({ predictions: score({ kind: 'marker', operatingPoints: [point] }) })).toEqual([])
    expect(found({ predictions: [bothOutput] })).toEqual([])
  })
  test('PCK-6: endpoints refer to what exists and can be given', () => {
    expect(found({ endpoints: estimand({ prediction: 'b' }) })).toEqual(['unknown-reference endpoints[0].estimand.prediction'])
    expect(found({ endpoints: estimand({ operatingPoint: 'T9' }) })).toEqual([
      'unknown-reference endpoints[0].estimand.operatingPoint',
    ])
    expect(found({ endpoints: estimand({ operatingPoint: undefined }) })).toEqual(['shape endpoints[0].estimand.operatingPoint'])
    expect(found({ endpoints: estimand({ quantity: 'auroc' }) })).toEqual(['shape endpoints[0].estimand.operatingPoint'])
    const decided = { predictions: [decisionOutput] }
    expect(found({ ...decided, endpoints: estimand({ operatingPoint: undefined }) })).toEqual([])
    expect(found({ ...decided, endpoints: estimand({ operatingPoint: 'decision' }) })).toEqual([])
    const area = criterion('lower', '>=', 0.5, 'auroc')
    expect(found({ ...decided, endpoints: area })).toEqual(['not-available-for-output endpoints[0].estimand.quantity'])
    const slope = criterion('lower', '>=', 0.5, 'calibration-slope')
    expect(found({ predictions: score({ kind: 'marker' }), endpoints: slope })).toEqual([
      'not-available-for-output endpoints[0].estimand.quantity',
    ])
    expect(found({ endpoints: slope })).toEqual([])
    expect(found({ endpoints: criterion('upper', '<=', 0.2, 'brier') })).toEqual(['impossible-criterion bootstrap.replicates'])
  })
  test.each([
    ['lower', '<=', 0.8, 'comparison'],
    ['upper', '>', 0.8, 'comparison'],
    ['lower', '>=', 80, 'goal'],
    ['lower', '>=', -0.1, 'goal'],
    ['lower', '>=', 0, 'goal'],
    ['lower', '>=', 1, 'goal'],
    ['upper', '<=', 1, 'goal'],
    ['upper', '<', 0, 'goal'],
  ])('PCK-7: %s bound %s %d cannot be judged', (bound, comparison, goal, at) => {
    expect(found({ endpoints: criterion(bound, comparison, goal) })).toEqual([
      `impossible-criterion endpoints[0].criterion.${at}`,
    ])
  })
  test('PCK-7: a slope may have any goal', () => {
    expect(found({ endpoints: criterion('upper', '<', 1.5, 'calibration-slope') })).toEqual([])
  })
  test('PCK-8: the success rule', () => {
    expect(found({ success: { combine: 'all', endpoints: ['E9', 'E1'] } })).toEqual(['unknown-reference success.endpoints[0]'])
    expect(found({ success: { combine: 'all', endpoints: ['E1'], gatekept: ['E1'] } })).toEqual([
      'success-rule success.gatekept[0]',
    ])
    expect(found({ endpoints: [endpoint({ role: 'secondary' })] })).toEqual(['success-rule success.endpoints[0]'])
    expect(found({ endpoints: [endpoint({}), endpoint({ id: 'E2' })] })).toEqual(['success-rule endpoints[1].role'])
  })
  test('PCK-9: subgroups, ranges, minimum cells', () => {
    const bands = (edges: number[]) => ({ subgroups: [{ id: 'age', label: 'Age', kind: 'bands', column: 'age', edges }] })
    expect(found(bands([40, 40]))).toEqual(['subgroup subgroups[0].edges[1]'])
    expect(found(bands([40, 50]))).toEqual([])
    const sex = baseProtocol.subgroups[0]
    expect(found({ subgroups: [{ ...sex, levels: ['F', 'F'] }] })).toEqual(['subgroup subgroups[0].levels[1]'])
    expect(found({ subgroups: [{ ...sex, labels: { X: 'x' } }] })).toEqual(['subgroup subgroups[0].labels.X'])
    const between = (test: object) => ({
      cohort: { rules: [{ id: 'r', label: 'r', effect: 'include', column: 'age', test: { kind: 'between', ...test } }] },
    })
    expect(found(between({}))).toEqual(['shape cohort.rules[0].test'])
    expect(found(between({ minimum: 3, maximum: 2 }))).toEqual(['shape cohort.rules[0].test'])
    expect(found(between({ minimum: 2 }))).toEqual([])
    expect(found({ minimumCells: { estimate: 9, descriptive: 3 } })).toEqual(['shape minimumCells.estimate'])
  })
  test('PCK-10: columns and kinds that the data must have', () => {
    const subgroups = [...baseProtocol.subgroups, { id: 'age', label: 'Age', kind: 'bands', column: 'age', edges: [50] }]
    const at = (columns: [string, 'number' | 'text'][]) =>
      checkProtocolAgainstColumns(protocolWith({ subgroups }), columns.map(([name, kind]) => ({ name, kind })))
        .map((each) => `${each.code} ${each.where?.path}`)
    expect(at([['covariate:sex', 'text'], ['covariate:age', 'number']])).toEqual([])
    expect(at([['covariate:sex', 'number'], ['covariate:age', 'text']])).toEqual(['protocol/column-kind subgroups[1].column'])
    expect(at([['sex', 'text']])).toEqual([
      'protocol/no-such-column subgroups[0].column',
      'protocol/no-such-column subgroups[1].column',
    ])
    const site = protocolWith({ subgroups: [{ id: 's', label: 'S', kind: 'categories', column: 'site', levels: ['1'] }] })
    expect(checkProtocolAgainstColumns(site, [{ name: 'site', kind: 'text' }])).toEqual([])
  })
  test('PCK-11: unknown keys, wrong shapes, other versions', () => {
    expect(found({ bootstraps: 1 })).toEqual(['unknown-key bootstraps'])
    expect(found({ missing: { ...baseProtocol.missing, typo: 1 } })).toEqual(['unknown-key missing.typo'])
    expect(found({ title: '' })).toEqual(['shape title'])
    expect(found({ intervals: { level: 95, proportion: 'wilson' } })).toEqual(['shape intervals.level'])
    expect(found({ version: 2 })).toEqual(['unknown-version version'])
    expect(found({ format: 'other' })).toEqual(['unknown-version format'])
    for (const nonsense of [null, 3, [], 'null', '[]', '3']) expect(checkProtocol(nonsense).protocol).toBe(null)
    expect(problemsOf('{"__proto__": {"x": 1}}').length).toBeGreaterThan(5)
    expect(checkProtocol(JSON.stringify(baseProtocol).replace('"title"', '"__proto__":{},"title"')).protocol).toBe(null)
  })
  test.each([
    [{ title: undefined }, 'it is still needed'],
    [{ title: '' }, 'it is still empty'],
    [{ title: 'x'.repeat(201) }, 'it has more than 200 characters'],
    [{ title: 7 }, 'it must be a text'],
    [{ unit: null }, 'it must be a text'],
    [{ predictions: [] }, 'it is still empty'],
    [{ endpoints: 'E1' }, 'it must be a list'],
    [{ cohort: [] }, 'it must be an object'],
    [{ cohort: { rules: Array(61).fill({ id: 'r', label: 'r', effect: 'include', column: 'c', test: { kind: 'is-missing' } }) } }, 'it has more than 60 entries'],
    [{ sampling: 'all' }, 'it must be one of “consecutive”, “enriched”, “weighted”'],
    [{ subgroups: [{ kind: 'list' }] }, 'it must be one of “categories”, “bands”'],
    [{ subgroups: [{}] }, 'it is still needed'],
    [{ intervals: { level: 1, proportion: 'wilson' } }, 'it must be below 1'],
    [{ intervals: { level: 0.5, proportion: 'wilson' } }, 'it must be above 0.5'],
    [{ bootstrap: { replicates: -1, seed: 0 } }, 'it must be at least 0'],
    [{ bootstrap: { replicates: 100_001, seed: 0 } }, 'it must be at most 100000'],
    [{ bootstrap: { replicates: 0.5, seed: 0 } }, 'it must be a whole number'],
    [{ success: { combine: 'all', endpoints: ['9'] } }, 'it must begin with a letter, go on with letters, digits, _ . - and have at most 40 characters'],
    [{ predictions: [{ ...decisionOutput, decision: { codes: { '': 'positive' } } }] }, 'a code must have 1 to 100 characters'],
  ])('PCK-12: %j: %s', (changes, detail) => {
    const [first, ...rest] = checkProtocol({ ...baseProtocol, ...changes }).problems
    expect(first).toMatchObject({ code: 'protocol/shape', severity: 'error', params: { detail } })
    for (const each of rest) expect(each.params?.['detail']).not.toMatch(/expected|invalid|too small|received/i)
  })
  test('SCH-1: the published schemas are current, refuse unknown keys, and name what is required', () => {
    for (const [name, schema] of Object.entries(jsonSchemas())) {
      expect(readFileSync(`resources/schemas/${name}`, 'utf8')).toBe(schemaText(schema))
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
    }
    expect(Object.keys(Protocol.shape).length).toBeGreaterThan(15)
  })
})
