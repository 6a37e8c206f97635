import { column, plain } from '../cells.ts'
import { headCodeScene } from '../figures/head-code.ts'
import { headWords } from '../head-words.ts'
import type { ReportInput } from '../input.ts'
import { agreementText, countText, instantText } from '../printed.ts'
import { historyBlocks, peopleBlocks, permissionBlocks } from './people.ts'
import type { Block } from '../tree.ts'

/** Environment, digests and the audit trail: how to check that nothing was changed. */
export function recordSection(input: ReportInput): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'Environment and traceability' },
    { kind: 'keyValues', rows: environmentRows(input) },
    {
      kind: 'table',
      caption: 'SHA-256 digests',
      columns: [column('What', 24), column('Digest', 76)],
      rows: digestRows(input).map(([what, digest]) => ({ cells: [plain(what), plain(digest)] })),
    },
    trailTable(input),
    runTable(input),
    ...peopleBlocks(input),
    ...historyBlocks(input),
    ...permissionBlocks(input),
  ]
}

function environmentRows({ run, results, appVersion, tzOffsetMinutes }: ReportInput): { key: string; value: string }[] {
  return [
    { key: 'Probity', value: `${appVersion}; the run was made with ${run.appVersion}` },
    { key: 'Statistics', value: `version ${results.statisticsVersion}` },
    { key: 'Second engine', value: engineText(results) },
    { key: 'Runtime', value: run.runtime },
    { key: 'Platform', value: run.platform },
    { key: 'Run', value: `${instantText(run.startedAt, tzOffsetMinutes)} to ${instantText(run.endedAt, tzOffsetMinutes)}` },
    { key: 'Arithmetic', value: 'Estimates are kept at full double precision in the result; rounding happens in this report only' },
  ]
}

/** Statistical appendix: numbers that carry a verdict are computed twice (rule REP-15). */
function engineText({ engineAgreement }: ReportInput['results']): string {
  const { nCompared, largestRelativeDifference, at } = engineAgreement
  if (nCompared === 0) return 'no number was computed by a second algorithm'
  const where = at === null ? '' : ` at ${at}`
  return `${countText(nCompared)} numbers computed by two independent algorithms; largest relative difference ${agreementText(largestRelativeDifference)}${where}; above 1e-9 nothing is signed`
}

function digestRows(input: ReportInput): [string, string][] {
  const { dataset, predictions, release, results } = input
  return [
    ['Intended use', input.intendedUseSha256],
    ['Protocol', input.protocolSha256],
    ['Reference data file', dataset.file.sha256],
    ['Reference data record', input.datasetSha256],
    ['Cohort record', input.cohortSha256],
    ['Cohort, logical values', results.inputs.cohortSha256],
    ['Predictions file', predictions.file.sha256],
    ['Predictions record', input.predictionsSha256],
    ['Predictions, logical values', results.inputs.predictionsSha256],
    ...release.files.map((file): [string, string] => [`Device file ${file.name}`, file.sha256]),
    ['Result', input.resultSha256],
  ]
}

function trailTable({ chain, tzOffsetMinutes }: ReportInput): Block {
  return {
    kind: 'table',
    caption: 'Audit trail of this study',
    columns: [column('Entry', 9, 'right'), column('When', 32), column('What', 40), column('Who', 19)],
    rows: chain.map((event) => ({
      cells: [plain(countText(event.seq)), plain(instantText(event.at, tzOffsetMinutes)), plain(event.label), plain(event.by ?? '–')],
    })),
    notes: ['Times are from the clock of the workstation.'],
  }
}

function runTable({ evaluations, tzOffsetMinutes }: ReportInput): Block {
  return {
    kind: 'table',
    caption: `Evaluation runs: ${countText(evaluations.length)} in all, also those that were aborted`,
    columns: [column('Entry', 9, 'right'), column('When', 32), column('Outcome', 22), column('Result digest, or why not', 37)],
    rows: evaluations.map((each) => ({
      cells: [
        plain(countText(each.seq)),
        plain(instantText(each.at, tzOffsetMinutes)),
        plain(each.outcome),
        plain(each.resultSha256 === undefined ? (each.reason ?? '–') : `${each.resultSha256.slice(0, 16)}…`),
      ],
    })),
  }
}

/** The last page: what was signed, the state of the audit trail, and the three fields. */
export function signatureSection(input: ReportInput): Block[] {
  const { checkpoint, reportNumber, generatedAt, tzOffsetMinutes, resultSha256, protocolSha256 } = input
  return [
    { kind: 'pageBreak' },
    { kind: 'heading', level: 1, text: 'Signatures' },
    {
      kind: 'keyValues',
      rows: [
        { key: 'Report', value: `${reportNumber}, made ${instantText(generatedAt, tzOffsetMinutes)}` },
        { key: 'Protocol SHA-256', value: protocolSha256 },
        { key: 'Result SHA-256', value: resultSha256 },
        { key: 'Audit trail', value: `checkpoint after ${countText(checkpoint.size)} entries` },
        { key: 'Head SHA-256', value: checkpoint.head },
        { key: 'Merkle root', value: checkpoint.rootSha256 },
        { key: 'Head in words', value: headWords(checkpoint.head).join(' ') },
      ],
    },
    {
      kind: 'figures',
      items: [
        {
          scene: headCodeScene({ storeId: checkpoint.storeId, seq: checkpoint.size, head: checkpoint.head }),
          caption:
            `The head of the audit trail after ${countText(checkpoint.size)} entries, for a witness: another machine reads the code, or somebody writes down the six words, ` +
            'which tell the first eight bytes. A workspace that later shows another head at this entry has another history.',
        },
      ],
    },
    {
      kind: 'paragraph',
      tone: 'muted',
      text: 'Each signature covers the whole document as it stood when it was made and shows the printed name, the date and time with offset, and the meaning. Without a time-stamp token, times are from the clock of the signing workstation. An empty box means that nobody has signed there.',
    },
    {
      kind: 'signatureBlocks',
      blocks: [
        { name: 'Author', title: 'Author', meaning: 'Authorship' },
        { name: 'Reviewer', title: 'Reviewer', meaning: 'Review' },
        { name: 'Approver', title: 'Approver', meaning: 'Approval' },
      ],
    },
  ]
}
