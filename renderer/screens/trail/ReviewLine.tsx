import { useState } from 'react'
import type { Countersignatures, CountersignatureView } from '../../../shared/ipc/trail-views.ts'
import { trailWords } from '../../../shared/words/en/screens-trail.ts'
import { DataTable, Dialog, Icon, LinkButton, instantText } from '../../kit/index.ts'

const words = trailWords.review
const listed = trailWords.countersigned

/** How far the trail has been reviewed and by whom, in one line; behind it every review and witness. */
export function ReviewLine({ signed }: { readonly signed: Countersignatures }) {
  const [isOpen, setOpen] = useState(false)
  const last = signed.list.find((each) => each.kind === 'review')
  const nWitnesses = signed.list.filter((each) => each.kind === 'witness').length
  return (
    <div className="trail-line">
      <Icon name={last ? 'check' : 'info'} />
      <span>{last === undefined ? words.none : signed.reviewedUpTo === 0 ? words.gap : words.upTo(signed.reviewedUpTo, last.printedName, instantText(last.at))}</span>
      {nWitnesses > 0 && <span>{words.nWitnesses(nWitnesses)}</span>}
      {signed.list.length > 0 && <LinkButton onPress={() => setOpen(true)}>{words.show}</LinkButton>}
      <Dialog title={listed.title} isOpen={isOpen} onClose={() => setOpen(false)} isWide>
        <DataTable
          label={listed.title}
          rows={signed.list}
          rowKey={(each) => String(each.seq)}
          height="short"
          empty={listed.empty}
          columns={[
            { id: 'seq', title: trailWords.seq, isNumber: true, cell: (each) => String(each.seq) },
            { id: 'kind', title: listed.what, isRowHeader: true, cell: (each) => listed.kinds[each.kind] },
            { id: 'at', title: trailWords.at, cell: (each) => instantText(each.at) },
            { id: 'who', title: trailWords.who, cell: whoText },
            { id: 'range', title: trailWords.details, cell: rangeText },
          ]}
        />
        {nWitnesses > 0 && <p className="small muted">{listed.fingerprintHint}</p>}
      </Dialog>
    </div>
  )
}

function whoText({ printedName, workspace, foreignAuthoritySha256 }: CountersignatureView): string {
  if (workspace === null) return printedName
  const from = foreignAuthoritySha256 === null ? workspace : listed.foreign(workspace, foreignAuthoritySha256.slice(0, 16))
  return `${printedName} (${from})`
}

function rangeText({ fromSeq, toSeq, size, note }: CountersignatureView): string {
  const range = fromSeq === null || toSeq === null ? listed.head(size) : listed.range(fromSeq, toSeq)
  return note === '' ? range : `${range}: ${note}`
}
