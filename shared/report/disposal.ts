import type { Disposal } from '../vocabulary/retention.ts'
import { formatInstant } from '../words/en/dates.ts'
import { roleName } from '../words/en/people.ts'
import { disposalWords as words, notCoveredText, retentionWords } from '../words/en/retention.ts'
import type { Block, ReportTree } from './tree.ts'

export interface DisposalInput {
  readonly workspace: string
  readonly study: string
  readonly device: string
  readonly demo: boolean
  readonly disposal: Disposal
  /** Of the record that the certificate is. */
  readonly certificateSha256: string
  /** The entry that says so. */
  readonly seq: number
  readonly head: string
}

/** The certificate of a disposal, to print and to file (rule RET-9). Nothing of the data stands in it but counts and digests. */
export function composeDisposal(input: DisposalInput): ReportTree {
  const { disposal, study, device } = input
  const at = formatInstant(disposal.at, disposal.tzOffsetMinutes)
  return {
    format: 'probity.report-tree',
    version: 1,
    title: words.title,
    studyName: study,
    deviceName: device,
    reportNumber: '',
    label: `#${input.seq} ${input.head.slice(0, 12)}`,
    demo: input.demo,
    generatedAt: at,
    createdAt: disposal.at,
    blocks: [
      { kind: 'title', title: words.title, subtitle: words.subtitle(input.workspace), facts: [] },
      { kind: 'paragraph', text: words.statement },
      ...facts(input, at),
      { kind: 'heading', level: 2, text: words.people },
      ...(['asked', 'witnessed'] as const).map((part) => signer(disposal, part)),
      { kind: 'heading', level: 2, text: words.notCovered },
      { kind: 'list', items: disposal.notCovered.map((each) => notCoveredText[each]) },
      { kind: 'note', tone: 'plain', title: words.check, text: words.checkText },
    ],
  }
}

function facts({ disposal, study, device, certificateSha256, seq, head }: DisposalInput, at: string): Block[] {
  const { data, keys, rule, tzOffsetMinutes } = disposal
  const day = (instant: string) => formatInstant(instant, tzOffsetMinutes)
  const rows = [
    { key: words.study, value: study },
    { key: words.device, value: device },
    { key: words.data, value: retentionWords.version(data.kind, data.version) },
    { key: words.record, value: data.id },
    { key: words.recordSha256, value: data.sha256 },
    { key: words.rows, value: words.rowsValue(data.nRows, data.nColumns) },
    ...keys.map(({ keyId, purpose, nSegments }) => ({ key: words.keys, value: words.keyValue(keyId, words.keyPurpose[purpose], nSegments) })),
    { key: words.rule, value: words.ruleValue(rule.years, day(rule.since), day(rule.until)) },
    { key: words.ruleEntry, value: `#${rule.setAtSeq}` },
    { key: words.reason, value: disposal.reason },
    { key: words.at, value: at },
    { key: words.trail, value: `#${disposal.atSeq} ${disposal.atHead}` },
    { key: words.entry, value: `#${seq} ${head}` },
    { key: words.certificateSha256, value: certificateSha256 },
  ]
  return [
    { kind: 'heading', level: 2, text: words.what },
    { kind: 'keyValues', rows },
  ]
}

function signer({ signatures, ...disposal }: Disposal, part: 'asked' | 'witnessed'): Block {
  const { printedName, role, certificateSha256 } = disposal[part]
  return {
    kind: 'keyValues',
    rows: [
      { key: words[part], value: `${printedName}, ${roleName(role)}` },
      { key: words.certificate, value: certificateSha256 },
      { key: words.signature, value: signatures[part] },
    ],
  }
}
