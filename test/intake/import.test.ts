import { describe, expect, test } from 'vitest'
import { columnLength, textAt } from '../../shared/vocabulary/columns.ts'
import { EXAMINATION_ID, PARTICIPANT_ID, REFERENCE, covariateColumn } from '../../shared/vocabulary/roles.ts'
import { defaultLimits, importDataset, importPredictions } from '../../shared/intake/index.ts'
import type { DatasetMapping } from '../../shared/vocabulary/records.ts'
import { bytesOf, datasetMapping, predictionsMapping, protocols, usualProtocol } from './examples.ts'

const header = 'id,person,label,age,sex\n'

function dataset(text: string, change: Partial<DatasetMapping> = {}, limits = defaultLimits) {
  return importDataset(bytesOf(text), { ...datasetMapping, ...change }, 'd.csv', limits)
}

function imported(text: string, change: Partial<DatasetMapping> = {}) {
  const outcome = dataset(text, change)
  if (!outcome.ok) throw new Error(outcome.problems.map((each) => each.code).join())
  return outcome
}

const codesOf = (outcome: ReturnType<typeof dataset>): string[] =>
  outcome.ok ? [] : outcome.problems.map((each) => each.code)

function texts(outcome: ReturnType<typeof imported>, name: string): (string | null)[] {
  const column = outcome.columns.get(name)
  if (column?.kind !== 'text') throw new Error(`${name} is not text`)
  return Array.from({ length: columnLength(column) }, (_, row) => textAt(column, row))
}

function numbers(outcome: ReturnType<typeof imported>, name: string): number[] {
  const column = outcome.columns.get(name)
  if (column?.kind !== 'number') throw new Error(`${name} is not a number column`)
  return [...column.values]
}

describe('the file', () => {
  test('FILE-1: a file without records or without rows is refused', () => {
    expect(codesOf(dataset(''))).toEqual(['intake/empty-file'])
    expect(codesOf(dataset(header))).toEqual(['intake/header-only'])
    expect(codesOf(dataset(header.trim()))).toEqual(['intake/header-only'])
  })

  test('FILE-2: a byte-order mark is left out of the first name', () => {
    const outcome = imported(`\ufeff${header}e1,p1,0,5,f`)
    expect(outcome.facts.byteOrderMark).toBe(true)
    expect(outcome.warnings.map((each) => each.code)).toEqual(['intake/byte-order-mark'])
    expect(texts(outcome, EXAMINATION_ID)).toEqual(['e1'])
  })

  test('FILE-3, FILE-4: other encodings are named and zero bytes are told where they are', () => {
    const wide = new Uint8Array([...header].flatMap((letter) => [0, letter.charCodeAt(0)]))
    const outcome = importDataset(wide, datasetMapping, 'd.csv')
    expect(outcome.ok ? [] : outcome.problems[0]?.params).toEqual({ encoding: 'UTF-16 (big endian)' })
    expect(codesOf(dataset(`${header}e1,p\0,0,5,f`))).toEqual(['intake/nul-byte'])
  })

  test('FILE-5: the first byte that is not UTF-8 is found after long good text', () => {
    const good = bytesOf(`${header}${Array.from({ length: 3000 }, (_, i) => `é${i},p,0,5,f\n`).join('')}`)
    const bad = new Uint8Array([...good, 0xc0, 0xaf])
    const outcome = importDataset(bad, datasetMapping, 'd.csv')
    expect(outcome.ok ? null : outcome.problems).toMatchObject([
      { code: 'intake/invalid-utf-8', where: { row: 3002 }, params: { offset: good.length, value: '0xC0' } },
    ])
  })

  test('FILE-6: a file above the limit of bytes or rows is refused as a whole', () => {
    const text = `${header}e1,p1,0,5,f\ne2,p1,0,5,f\n`
    expect(codesOf(dataset(text, {}, { ...defaultLimits, maxBytes: 10 }))).toEqual(['intake/file-too-large'])
    expect(codesOf(dataset(text, {}, { ...defaultLimits, maxRows: 1 }))).toEqual(['intake/too-many-rows'])
    expect(dataset(text, {}, { ...defaultLimits, maxRows: 2 }).ok).toBe(true)
  })
})

describe('the table', () => {
  test('TAB-1, TAB-2: quoted fields hold delimiters, quotes and line ends; nothing follows a closing quote', () => {
    const outcome = imported(`${header}"e,1","p""1",0,5,"a\r\nb"\n`)
    expect(texts(outcome, EXAMINATION_ID)).toEqual(['e,1'])
    expect(texts(outcome, PARTICIPANT_ID)).toEqual(['p"1'])
    expect(texts(outcome, covariateColumn('sex'))).toEqual(['a\r\nb'])
    expect(texts(imported(`${header}e1,5" tube,0,5,f\n`), PARTICIPANT_ID)).toEqual(['5" tube'])
    expect(codesOf(dataset(`${header}e1,"p"1,0,5,f\n`))).toEqual(['intake/text-after-quote'])
    expect(codesOf(dataset(`${header}e1,"p1,0,5,f\n`))).toEqual(['intake/unterminated-quote'])
  })

  test.each([
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
    ['\r', 'CR'],
  ])('TAB-3: line ends %j give the same rows', (end, name) => {
    const outcome = imported(['id,person,label,age,sex', 'e1,p1,0,5,"a\nb"', 'e2,p2,1,6,m', ''].join(end))
    expect(outcome.facts).toMatchObject({ lineEnds: name, rows: 2 })
    expect(outcome.warnings).toEqual([])
    expect(texts(outcome, covariateColumn('sex'))).toEqual(['a\nb', 'm'])
  })

  test('TAB-3: mixed line ends are counted by kind and change nothing', () => {
    const outcome = imported('id,person,label,age,sex\r\ne1,p1,0,5,"a\rb"\re2,p2,1,6,m\r\n')
    expect(outcome.warnings).toMatchObject([{ code: 'intake/mixed-line-ends', params: { lf: 0, crlf: 2, cr: 1 } }])
    expect(outcome.facts.lineEnds).toBe('CRLF')
    expect(texts(outcome, covariateColumn('sex'))).toEqual(['a\rb', 'm'])
  })

  test('TAB-4: column names are exact, not empty and not repeated', () => {
    expect(codesOf(dataset('id,person,label,age, age\ne1,p,0,5,f'))).toEqual(['intake/no-such-column'])
    expect(codesOf(dataset('id,id,,label\n1,2,3,0'))).toEqual(['intake/duplicate-header', 'intake/empty-header'])
  })

  test('TAB-5: ten thousand columns are read and one more is not', () => {
    const wide = (n: number): string => {
      const names = Array.from({ length: n - 5 }, (_, i) => `c${i}`)
      return `id,person,label,age,sex,${names.join()}\ne1,p,0,5,f,${names.join()}\n`
    }
    expect(dataset(wide(10_000)).ok).toBe(true)
    expect(codesOf(dataset(wide(10_001)))).toEqual(['intake/too-many-columns'])
  })

  test('TAB-6: a field of any length up to the limit is read, and none beyond it', () => {
    const long = (n: number): string => `${header}e1,p,0,5,${'x'.repeat(n)}\n`
    expect(dataset(long(1_000_000)).ok).toBe(true)
    expect(codesOf(dataset(long(1_000_001)))).toEqual(['intake/field-too-long'])
    expect(codesOf(dataset(`${header}e1,p,0,5,"${'x'.repeat(1_000_000)}"\n`))).toEqual(['intake/field-too-long'])
  })

  test('TAB-7: every record has the length of the header; blank lines at the end are no records', () => {
    expect(imported(`${header}e1,p1,0,5,f\n\n\r\n\n`).facts.rows).toBe(1)
    const outcome = dataset(`${header}e1,p1,0,5\n\ne2,p1,maybe,5,f\n`)
    expect(codesOf(outcome)).toEqual([
      'intake/field-count',
      'intake/field-count',
      'intake/unmapped-reference-value',
    ])
    expect(outcome.ok ? [] : outcome.problems.map((each) => each.where?.row)).toEqual([2, 3, 4])
  })

  test('TAB-8: rows are counted as records across chunk borders and line ends in quotes', () => {
    const rows = Array.from({ length: 100 }, (_, i) => `e${i},p,${i === 77 ? 'x' : '0'},5,"a\nb"\n`).join('')
    for (const chunkRecords of [1, 2, 7, 100, 101]) {
      const outcome = dataset(header + rows, {}, { ...defaultLimits, chunkRecords })
      expect(outcome.ok ? [] : outcome.problems.map((each) => each.where?.row)).toEqual([79])
    }
  })
})

describe('mapping and values', () => {
  test('MAP-1, MAP-2, MAP-3: a mapping names columns that exist, once, and says what reference values mean', () => {
    const row = `${header}e1,p,0,5,f\n`
    expect(codesOf(dataset(row, { site: 'clinic' }))).toEqual(['intake/no-such-column'])
    expect(codesOf(dataset(row, { participantId: 'label' }))).toEqual(['intake/column-mapped-twice'])
    expect(dataset(row, { site: 'sex' }).ok).toBe(true)
    expect(codesOf(dataset(row, { reference: { column: 'label', values: {} } }))).toEqual(['intake/mapping-incomplete'])
  })

  test('VAL-1: identifiers keep every digit and every letter', () => {
    const ids = ['9007199254740993', '9007199254740992', '00012', '1e5', '\u00e9', 'e\u0301', '__proto__']
    const outcome = imported(header + ids.map((id) => `${id},${id},0,5,f\n`).join(''))
    expect(texts(outcome, EXAMINATION_ID)).toEqual(ids)
    expect(outcome.nParticipants).toBe(7)
  })

  test('VAL-2, VAL-3: missing and repeated identifiers are told with their rows', () => {
    const outcome = dataset(`${header}e1,p,0,5,f\n,p,0,5,f\ne2,,0,5,f\ne1,p,0,5,f\n`)
    expect(outcome.ok ? [] : outcome.problems).toMatchObject([
      { code: 'intake/missing-examination-id', where: { row: 3 } },
      { code: 'intake/missing-participant-id', where: { row: 4 } },
      { code: 'intake/duplicate-examination-id', where: { row: 5 }, params: { value: 'e1', firstRow: 2 } },
    ])
  })

  test('VAL-4: damaged identifiers are one warning with their number', () => {
    const outcome = imported(`${header}a,p,0,5,f\n1.2E+15,p,0,5,f\n1.3E+15,p,0,5,f\n`)
    expect(outcome.warnings).toMatchObject([
      {
        code: 'intake/id-in-scientific-notation',
        severity: 'warning',
        where: { row: 3, column: 'id' },
        params: { n: 2 },
      },
    ])
    expect(codesOf(dataset(`${header}\u00a0a,p,0,5,f\n`))).toEqual(['intake/id-with-spaces'])
  })

  test('VAL-5, VAL-6: reference values go through the mapping, empty categories are missing', () => {
    const values = { '0': 'absent', '1': 'present', '': 'pending', constructor: 'indeterminate' } as const
    const outcome = imported(`${header}a,p,,5,\nb,p,1,5, f\nc,p,constructor,5,NA\n`, {
      reference: { column: 'label', values },
    })
    expect(texts(outcome, REFERENCE)).toEqual(['pending', 'present', 'indeterminate'])
    expect(texts(outcome, covariateColumn('sex'))).toEqual([null, ' f', 'NA'])
    expect(codesOf(dataset(`${header}a,p,toString,5,f\n`))).toEqual(['intake/unmapped-reference-value'])
  })

  test.each([
    ['2024-02-29', true],
    ['2026-11-22T09:30', true],
    ['2026-11-22 09:30:15.250+01:00', true],
    ['2026-11-22T09:30:00Z', true],
    ['1900-02-29', false],
    ['2026-13-01', false],
    ['2026-11-22T24:00', false],
    ['2026-11-22T09:30:00+15:00', false],
    ['45983', false],
  ])('VAL-7: the time %s is read: %s', (text, isRead) => {
    expect(dataset(`${header}e1,p,0,5,${text}\n`, { covariates: [], startedAt: 'sex' }).ok).toBe(isRead)
  })
})

describe('predictions', () => {
  const read = (text: string, change: Partial<typeof predictionsMapping> = {}, protocol = usualProtocol) =>
    importPredictions(bytesOf(text), { ...predictionsMapping, ...change }, protocol, 'p.csv')

  function columns(text: string, change: Partial<typeof predictionsMapping> = {}) {
    const outcome = read(text, change)
    if (!outcome.ok) throw new Error(outcome.problems.map((each) => each.code).join())
    const plain = [...outcome.columns].map(([name, column]) => [
      name,
      column.kind === 'number' ? [...column.values] : [...column.codes].map((_, row) => textAt(column, row)),
    ])
    return { outcome, plain: Object.fromEntries(plain) as Record<string, unknown[]> }
  }

  test('PRD-1, PRD-2: each output is mapped once and in all its parts', () => {
    const text = 'id,score,call,why\ne1,0.5,pos,\n'
    const codes = (outputs: typeof predictionsMapping.outputs, name = 'usual'): string[] => {
      const outcome = read(text, { outputs }, protocols[name])
      return outcome.ok ? [] : outcome.problems.map((each) => each.code)
    }
    const [usual] = predictionsMapping.outputs
    if (usual === undefined) throw new Error('no example')
    expect(codes([usual])).toEqual([])
    expect(codes([usual], 'two-outputs')).toEqual(['intake/output-missing'])
    expect(codes([usual, { ...usual, prediction: 'p7' }])).toContain('intake/unknown-output')
    expect(codes([{ prediction: 'p1', decisionColumn: 'call' }])).toEqual(['intake/mapping-incomplete'])
  })

  test('PRD-3, PRD-4: direction and kind must be the protocol’s', () => {
    const text = 'id,score,call,why\ne1,0.5,pos,\n'
    const outputs = [{ prediction: 'p1', scoreColumn: 'score', direction: 'lower-is-positive' as const }]
    const wrong = read(text, { outputs })
    expect(wrong.ok ? [] : wrong.problems.map((each) => each.code)).toEqual(['intake/direction-contradicts-protocol'])
    const withDecision = [{ ...outputs[0], prediction: 'p1', decisionColumn: 'call' }]
    const kind = read(text, { outputs: withDecision }, protocols['score-only'])
    expect(kind.ok ? [] : kind.problems.map((each) => each.code)).toContain('intake/kind-contradicts-protocol')
  })

  test('PRD-10: the columns that the locked protocol names are the ones that are read', () => {
    const text = 'id,score,other,call,verdict,why\ne1,0.5,0.9,pos,neg,\n'
    const outputs = [{ prediction: 'p1', scoreColumn: 'other', direction: 'higher-is-positive' as const, decisionColumn: 'verdict' }]
    const locked = usualProtocol.predictions.map((each) => ({ ...each, scoreColumn: 'score', decisionColumn: 'call' }))
    const outcome = read(text, { outputs }, { ...usualProtocol, predictions: locked })
    expect(outcome.ok ? [] : outcome.problems).toMatchObject([
      { code: 'intake/kind-contradicts-protocol', where: { column: 'other' }, params: { expected: 'the column “score”' } },
      { code: 'intake/kind-contradicts-protocol', where: { column: 'verdict' }, params: { expected: 'the column “call”' } },
    ])
  })

  test('PRD-11: a column of free text is no column of reasons', () => {
    const file = (nReasons: number) =>
      `id,score,call,why\n${Array.from({ length: 120 }, (_, i) => `e${i},,,text ${i % nReasons}`).join('\n')}\n`
    expect(read(file(50)).ok).toBe(true)
    const outcome = read(file(51))
    expect(outcome.ok ? [] : outcome.problems).toEqual([
      { code: 'intake/too-many-reasons', severity: 'error', where: { file: 'p.csv', row: 52, column: 'why' }, params: { prediction: 'p1', limit: 50 } },
    ])
  })

  test('PRD-5: scores keep to the range of their kind, both ends included', () => {
    expect(read('id,score,call,why\ne1,0,neg,\ne2,1,pos,\n').ok).toBe(true)
    const outputs = [{ prediction: 'p1', scoreColumn: 'score', direction: 'higher-is-positive' as const }]
    const outcome = read('id,score\ne1,1\ne2,5\ne3,5.5\n', { outputs }, protocols['ordinal'])
    expect(outcome.ok ? [] : outcome.problems).toMatchObject([
      { code: 'intake/score-out-of-range', where: { row: 4 }, params: { minimum: '1', maximum: '5' } },
    ])
  })

  test('PRD-6, PRD-7: decision codes are read in their own column, or in place of a score', () => {
    const outputs = [{ prediction: 'p1', scoreColumn: 'score', direction: 'higher-is-positive' as const }]
    const { plain } = columns('id,score\ne1,0.5\ne2,fail\ne3,grey\n', { outputs })
    expect(plain['score:p1']).toEqual([0.5, Number.NaN, Number.NaN])
    expect(plain['decision:p1']).toEqual([null, 'device-failed', 'indeterminate'])
    expect(plain['missing-reason:p1']).toEqual([null, 'device-failed', 'indeterminate'])
    const unknown = read('id,score,call,why\ne1,0.5,POS,\n')
    expect(unknown.ok ? [] : unknown.problems.map((each) => each.code)).toEqual(['intake/unmapped-decision-code'])
  })

  test('PRD-8, PRD-9: what is missing has a reason, counted by output and reason', () => {
    const text = 'id,score,call,why\ne1,,fail,\ne2,,pos,artefact\ne3,,,artefact\ne4,,,\ne5,0.2,neg,unused\ne6,,fail,battery\n'
    const { outcome, plain } = columns(text, { missingReason: 'not recorded' })
    expect(plain['missing-reason:p1']).toEqual([
      ...['device-failed', 'artefact', 'artefact', 'not recorded', null, 'battery'],
    ])
    expect(plain['decision:p1']).toEqual([
      ...['device-failed', 'positive', null, null, 'negative', 'device-failed'],
    ])
    expect(outcome.missing).toEqual([
      { prediction: 'p1', reason: 'device-failed', n: 1 },
      { prediction: 'p1', reason: 'artefact', n: 2 },
      { prediction: 'p1', reason: 'not recorded', n: 1 },
      { prediction: 'p1', reason: 'battery', n: 1 },
    ])
    expect(read(text).ok).toBe(false)
  })
})

describe('problems', () => {
  test('PRB-1: all are counted, no kind is drowned, the list is in row order', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `e${i},p,0,x,f\n`).join('')
    const outcome = dataset(`${header}${rows}late,p,9,5,f\nlate,p,0,5,f\n`)
    if (outcome.ok) throw new Error('not refused')
    expect(outcome.nProblems).toBe(5002)
    expect(outcome.problems.length).toBeLessThanOrEqual(1000)
    expect(outcome.problems.slice(-2).map((each) => each.code)).toEqual([
      'intake/unmapped-reference-value',
      'intake/duplicate-examination-id',
    ])
    const at = outcome.problems.map((each) => each.where?.row ?? 0)
    expect(at).toEqual([...at].sort((a, b) => a - b))
  })

  test('PRB-1: many kinds share the list', () => {
    const names = Array.from({ length: 40 }, (_, i) => `c${i}`)
    const rows = Array.from({ length: 100 }, (_, i) => `e${i},0,${names.map(() => 'x').join()}\n`).join('')
    const outcome = importDataset(
      bytesOf(`id,label,${names.join()}\n${rows}last,9,${names.map(() => '1').join()}\n`),
      { ...datasetMapping, participantId: undefined, covariates: names.map((column) => ({ column, kind: 'number' })) },
      'd.csv',
    )
    if (outcome.ok) throw new Error('not refused')
    expect(outcome.nProblems).toBe(4001)
    expect(outcome.problems.length).toBeGreaterThan(900)
    expect(outcome.problems.length).toBeLessThanOrEqual(1000)
    expect(new Set(outcome.problems.map((each) => each.where?.column)).size).toBe(41)
    expect(outcome.problems.at(-1)?.code).toBe('intake/unmapped-reference-value')
  })

  test('PRB-2: one bad cell and there are no columns', () => {
    const outcome = dataset(`${header}e1,p,0,5,f\ne2,p,0,5x,f\n`)
    expect(outcome.ok).toBe(false)
    expect(outcome).not.toHaveProperty('columns')
  })

  test('PRB-3: progress is told every 65,536 rows, and a cancelled import changes nothing', () => {
    const bytes = bytesOf(`id,label\n${Array.from({ length: 70_000 }, (_, i) => `${i},0\n`).join('')}`)
    const mapping = { ...datasetMapping, participantId: undefined, covariates: [] }
    const told: number[][] = []
    const onProgress = (done: number, total: number): void => void told.push([done, total])
    expect(importDataset(bytes, mapping, 'd.csv', defaultLimits, { onProgress }).ok).toBe(true)
    expect(told).toEqual([
      [65_536, 70_000],
      [70_000, 70_000],
    ])
    const stopped = importDataset(bytes, mapping, 'd.csv', defaultLimits, { isCancelled: () => told.length > 0 })
    expect(stopped.ok ? [] : stopped.problems.map((each) => each.code)).toEqual(['intake/stopped'])
  })
})

test('NUM-7: an empty number is missing', () => {
  expect(numbers(imported(`${header}e1,p,0,,f\ne2,p,0,-0,f\n`), covariateColumn('age'))).toEqual([Number.NaN, 0])
})
