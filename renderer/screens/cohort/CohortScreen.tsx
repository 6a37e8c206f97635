import { useEffect, useState } from 'react'
import type { CohortPreview, StudyView } from '../../../shared/ipc/views.ts'
import type { FlowStep } from '../../../shared/vocabulary/records.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { cohortWords as words } from '../../../shared/words/en/screens-study.ts'
import { setStudy, useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import {
  Badge,
  Banner,
  Busy,
  Button,
  Card,
  ConfirmDialog,
  DataTable,
  Digest,
  EmptyState,
  KeyValues,
  ProblemList,
  Screen,
  instantText,
} from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { StepBlocker, blockerOf } from '../reference-data/StepBlocker.tsx'
import { FlowDiagram } from './FlowDiagram.tsx'
import './cohort.css'

/** The protocol's rules applied, counted, and frozen. */
export function CohortScreen() {
  const study = useStudy()
  if (study.cohort) {
    return (
      <Screen title={words.title} marks={<Badge icon="lock">{words.frozen}</Badge>}>
        <FrozenCohort cohort={study.cohort} />
      </Screen>
    )
  }
  const blocker = blockerOf(study, 'cohort')
  return (
    <Screen title={words.title}>
      <p className="muted">{words.lead}</p>
      <StepBlocker study={study} step="cohort" />
      {blocker === null ? (
        <Permitted command="cohort.preview" isSaid>
          <OpenCohort key={`${study.dataset?.sha256} ${study.protocol.locked?.sha256}`} study={study} />
        </Permitted>
      ) : (
        <Card>
          <EmptyState icon="lock" title={words.empty.title} text={words.empty.text} />
        </Card>
      )}
    </Screen>
  )
}

function OpenCohort({ study }: { readonly study: StudyView }) {
  const [preview, setPreview] = useState<CohortPreview | null>(null)
  const [isAsking, setAsking] = useState(false)
  const { run: runReading, ...reading } = useAction()
  const freezing = useAction()
  useEffect(() => {
    void runReading(async () => setPreview(await call('cohort.preview', { studyId: study.id })))
  }, [runReading, study.id])
  if (reading.problems.length > 0) return <ProblemList problems={reading.problems} />
  if (preview === null) return <Busy label={words.computing} />
  const hasErrors = preview.problems.some((each) => each.severity === 'error')
  const freeze = () =>
    freezing.run(async () => {
      setStudy(await call('cohort.freeze', { studyId: study.id }))
      setAsking(false)
    })
  return (
    <>
      <ProblemList problems={preview.problems} />
      <Flow flow={preview.flow} end={words.inCohort} n={preview.n} nParticipants={preview.nParticipants} />
      <Permitted command="cohort.freeze" isSaid>
        <div className="row">
          <Button kind="primary" icon="lock" why={hasErrors ? words.cannotFreeze : null} onPress={() => setAsking(true)}>
            {words.freeze}
          </Button>
        </div>
      </Permitted>
      <ConfirmDialog
        title={words.dialog.title}
        isOpen={isAsking}
        onClose={() => {
          freezing.clear()
          setAsking(false)
        }}
        immutable={words.dialog.immutable}
        confirmLabel={words.dialog.confirm}
        onConfirm={() => void freeze()}
        isPending={freezing.isBusy}
        problems={freezing.problems}
      >
        <p>{words.dialog.text(formatCount(preview.n))}</p>
      </ConfirmDialog>
    </>
  )
}

interface FlowProps {
  readonly flow: readonly FlowStep[]
  readonly end: string
  readonly n: number
  readonly nParticipants: number | null
}

function Flow({ flow, end, n, nParticipants }: FlowProps) {
  return (
    <Card title={words.flow}>
      <KeyValues
        items={[
          [words.examinations, formatCount(n)],
          [words.participants, nParticipants === null ? words.participantsNone : formatCount(nParticipants)],
        ]}
      />
      {flow.length <= 2 && <p className="muted">{words.noRules}</p>}
      <FlowDiagram flow={flow} end={end} />
    </Card>
  )
}

function FrozenCohort({ cohort }: { readonly cohort: NonNullable<StudyView['cohort']> }) {
  const { content } = cohort
  return (
    <>
      <Banner icon="lock">{words.frozenNote}</Banner>
      <Card title={words.frozen}>
        <KeyValues
          items={[
            [words.frozenBy, cohort.by],
            [words.frozenAt, instantText(cohort.at)],
            [words.digest, <Digest key="record" sha256={cohort.sha256} label={words.digest} />],
            [words.rowsDigest, <Digest key="rows" sha256={content.rowsSha256} label={words.rowsDigest} />],
            [words.saltedDigest, <Digest key="salted" sha256={content.saltedSha256} label={words.saltedDigest} />],
          ]}
        />
      </Card>
      <Flow flow={content.flow} end={words.frozenBox} n={content.nExaminations} nParticipants={content.nParticipants} />
      <Card title={words.disclosures}>
        <p className="muted">{words.disclosuresLead}</p>
        <DataTable
          label={words.disclosuresTable}
          rows={content.disclosures}
          rowKey={(_row, index) => String(index)}
          empty={words.noDisclosures}
          columns={[
            { id: 'what', title: words.what, cell: (row) => row.what, isRowHeader: true },
            { id: 'n', title: words.count, cell: (row) => formatCount(row.n), isNumber: true },
          ]}
        />
      </Card>
    </>
  )
}
