import type { Protocol } from '../../vocabulary/protocol.ts'
import { column, plain } from '../cells.ts'
import { planTableHead, planTableRows } from '../planning.ts'
import type { Block } from '../tree.ts'

/** The sample size as it was put into the protocol (rule PLR-3); nothing where there is none. */
export function planningBlocks({ planning }: Protocol): Block[] {
  if (planning === undefined) return []
  const shares = [8, 18, 26, 12, 12, 12, 12]
  return [
    { kind: 'heading', level: 2, text: 'Sample size' },
    {
      kind: 'table',
      caption: 'Numbers of examinations as planned',
      columns: planTableHead.map((title, i) => column(title === '' ? 'Item' : title, shares[i] ?? 10, i > 2 ? 'right' : 'left')),
      rows: planTableRows(planning.inputs, planning.answers).map((cells) => ({ cells: cells.map(plain) })),
    },
    ...planning.text.map((text) => ({ kind: 'paragraph' as const, text })),
  ]
}
