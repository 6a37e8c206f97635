import { planningWords as words } from '../../../../shared/words/en/screens-planning.ts'
import { useAction } from '../../../app-state.ts'
import { call } from '../../../client.ts'
import { SceneView } from '../../../figures/SceneView.tsx'
import { Banner, Button, Card, DataTable, ProblemList, Toolbar, say } from '../../../kit/index.ts'
import { textsAt, type Json } from '../draft.ts'
import { useDraft, useHas } from '../DraftFields.tsx'
import { setValue } from '../slice.ts'
import type { PlanAnswer } from './plan-slice.ts'

/** Table, warnings, curves and the paragraphs for the protocol. */
export function PlanAnswerView({ answer, isStale }: { readonly answer: PlanAnswer; readonly isStale: boolean }) {
  const isIn = useHas(['planning'])
  const action = useAction()
  const put = () => {
    // Plain JSON, as the draft holds it.
    setValue(['planning'], JSON.parse(JSON.stringify(answer.record)) as Json)
    say(words.putDone)
  }
  const copy = () =>
    action.run(async () => {
      await call('clipboard.write', { text: answer.record.text.join('\n\n') })
      say(words.copied)
    })
  return (
    <Card level={3} title={words.answer}>
      {isStale && <Banner tone="info">{words.stale}</Banner>}
      {answer.warnings.map((warning) => (
        <Banner key={warning} tone="warning">
          {warning}
        </Banner>
      ))}
      <DataTable
        label={words.answer}
        rows={answer.rows}
        rowKey={(row, index) => `${row[0] ?? ''} ${index}`}
        columns={answer.header.map((title, index) => ({
          id: String(index),
          title: title === '' ? words.id : title,
          isNumber: index > 2,
          isRowHeader: index === 0,
          cell: (row: readonly string[]) => row[index] ?? '',
        }))}
      />
      <div className="figure-cards">
        {answer.figures.map((figure, index) => (
          <SceneView key={index} scene={figure.scene} />
        ))}
      </div>
      <Paragraphs texts={answer.record.text} />
      <Toolbar>
        <Button kind="primary" onPress={put} isDisabled={isStale}>
          {isIn ? words.replace : words.put}
        </Button>
        <Button icon="copy" onPress={() => void copy()} isDisabled={action.isBusy || isStale}>
          {words.copy}
        </Button>
      </Toolbar>
      <ProblemList problems={action.problems} />
    </Card>
  )
}

export const Paragraphs = ({ texts }: { readonly texts: readonly string[] }) => (
  <>
    {texts.map((text, index) => (
      <p key={index} className="prose">
        {text}
      </p>
    ))}
  </>
)

/** What stands in the draft now, with the way to take it out again. */
export function PlanInProtocol() {
  const draft = useDraft()
  const isIn = useHas(['planning'])
  const remove = () => {
    setValue(['planning'], undefined)
    say(words.removedDone)
  }
  return (
    <Card
      level={3}
      title={words.inProtocol}
      actions={
        isIn ? (
          <Button icon="trash" onPress={remove}>
            {words.removeFrom}
          </Button>
        ) : null
      }
    >
      {isIn ? <Paragraphs texts={textsAt(draft, ['planning', 'text'])} /> : <p className="muted">{words.notInProtocol}</p>}
    </Card>
  )
}
