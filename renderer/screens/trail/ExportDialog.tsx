import { useState } from 'react'
import type { TrailFilter } from '../../../shared/ipc/trail-views.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { trailWords } from '../../../shared/words/en/screens-trail.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Dialog, ProblemList, RadioGroup, say } from '../../kit/index.ts'

const words = trailWords.export

const forms = {
  pdf: { purpose: 'trail-pdf', ending: 'pdf', command: 'trail.exportPdf' },
  csv: { purpose: 'table', ending: 'csv', command: 'trail.exportCsv' },
  json: { purpose: 'trail-json', ending: 'jsonl', command: 'trail.exportJson' },
} as const
type Form = keyof typeof forms

interface ExportDialogProps {
  readonly filter: TrailFilter
  /** How many entries the filter leaves, in words; null where the filter was not chosen here: it is what is exported. */
  readonly count: string | null
  readonly title?: string
  readonly text?: string
  /** Suggested name of the file, without its ending. */
  readonly fileName?: string
  readonly onClose: () => void
}

/** All of it is what stands there first: a part could pass for the whole. */
export function ExportDialog({ filter, count, title = words.title, text, fileName = 'audit-trail', onClose }: ExportDialogProps) {
  const [form, setForm] = useState<Form>('pdf')
  const [which, setWhich] = useState<'all' | 'filtered'>(count === null ? 'filtered' : 'all')
  const { run, isBusy, problems } = useAction()
  const isFiltered = count !== null && Object.keys(filter).length > 0
  const save = async () => {
    const { purpose, ending, command } = forms[form]
    let saved = ''
    const isSaved = await run(async () => {
      const file = await call('choose.saveAs', { purpose, name: `${fileName}.${ending}` })
      if (file === null) return
      await call(command, { file: file.token, ...(which === 'filtered' ? { filter } : {}) })
      saved = file.name
    })
    if (!isSaved || saved === '') return
    say(words.exported(saved))
    onClose()
  }
  const foot = (
    <>
      <Button onPress={onClose}>{screenWords.common.cancel}</Button>
      <Button kind="primary" icon="download" isPending={isBusy} onPress={() => void save()}>
        {words.save}
      </Button>
    </>
  )
  return (
    <Dialog title={title} isOpen onClose={onClose} foot={foot}>
      {text !== undefined && <p>{text}</p>}
      {isFiltered && (
        <RadioGroup
          label={words.what}
          options={[
            { id: 'all', label: words.all },
            { id: 'filtered', label: words.filtered(count) },
          ]}
          value={which}
          onChange={setWhich}
        />
      )}
      <RadioGroup label={words.form} options={(['pdf', 'csv', 'json'] as const).map((id) => ({ id, label: words.forms[id], note: id === 'json' && which === 'filtered' ? words.jsonOfPart : words.notes[id] }))} value={form} onChange={setForm} />
      <p className="small muted">{words.recorded}</p>
      <ProblemList problems={problems} />
    </Dialog>
  )
}
