import { useState } from 'react'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { trailWords } from '../../../shared/words/en/screens-trail.ts'
import { Button } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { exportName } from '../review/export-name.ts'
import { ExportDialog } from '../trail/ExportDialog.tsx'

const words = trailWords.export.study

/** The audit trail of this study, to be filed beside its report. */
export function StudyTrail({ study }: { readonly study: StudyView }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Permitted command="trail.exportPdf">
      <Button icon="trail" onPress={() => setOpen(true)}>
        {words.open}
      </Button>
      {isOpen && (
        <ExportDialog
          title={words.title}
          text={words.text}
          filter={{ studyId: study.id }}
          count={null}
          fileName={exportName(study.name, 'audit-trail')}
          onClose={() => setOpen(false)}
        />
      )}
    </Permitted>
  )
}
