import { useEffect, useState } from 'react'
import type { EstimateDetail, MethodDetail } from '../../../shared/report/tree.ts'
import { reviewWords } from '../../../shared/words/en/screens-results.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Busy, Button, Drawer, KeyValues, ProblemList } from '../../kit/index.ts'
import { copyText } from '../../kit/copy-text.ts'

const words = reviewWords.drawer

interface NumberDrawerProps {
  readonly studyId: string
  /** Null: closed. */
  readonly estimateId: string | null
  readonly onClose: () => void
}

/** Where a number comes from: method, options, denominators, intervals, source, and a sentence to cite it by. */
export function NumberDrawer({ studyId, estimateId, onClose }: NumberDrawerProps) {
  const [detail, setDetail] = useState<EstimateDetail | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    if (estimateId === null) return
    let isWanted = true
    void run(async () => {
      const found = await call('estimate.detail', { studyId, estimateId })
      if (isWanted) setDetail(found)
    })
    return () => {
      isWanted = false
    }
  }, [run, studyId, estimateId])
  const shown = detail?.estimateId === estimateId ? detail : null
  return (
    <Drawer title={shown?.title ?? words.title} isOpen={estimateId !== null} onClose={onClose}>
      <ProblemList problems={problems} />
      {shown === null && problems.length === 0 && <Busy label={words.loading} />}
      {shown && <Detail detail={shown} />}
    </Drawer>
  )
}

function Detail({ detail }: { readonly detail: EstimateDetail }) {
  return (
    <>
      <p className="muted">{detail.population}</p>
      <p className="key-number">{detail.value}</p>
      {detail.descriptive && <Badge icon="info">{words.descriptive}</Badge>}
      {detail.reason !== null && <p>{detail.reason}</p>}
      <p>{detail.meaning}</p>
      {detail.warnings.map((warning) => (
        <p key={warning}>
          <Badge icon="info">{warning}</Badge>
        </p>
      ))}
      <h3>{words.intervals}</h3>
      {detail.intervals.length === 0 && <p className="muted">{words.noInterval}</p>}
      {detail.intervals.map((interval) => (
        <div key={`${interval.name} ${interval.level}`} className="stack-tight">
          <div className="row row-wrap">
            <strong>{interval.text}</strong>
            <span className="muted">
              {interval.level}, {interval.name}
            </span>
            {interval.judges && <Badge tone="accent">{words.judges}</Badge>}
          </div>
          <Method method={interval} />
        </div>
      ))}
      <h3>{words.denominators}</h3>
      <KeyValues items={detail.denominators.map(({ key, value }) => [key, value])} />
      <h3>{words.method}</h3>
      <p>{detail.method.name}</p>
      <Method method={detail.method} />
      <h3>{words.options}</h3>
      <KeyValues items={detail.options.map(({ key, value }) => [key, value])} />
      <h3>{words.source}</h3>
      <KeyValues
        items={[
          [words.evidenceClass, detail.evidenceClass],
          [words.statisticsVersion, detail.statisticsVersion],
          [words.secondEngine, detail.secondEngine],
          [words.rules, detail.rules.length === 0 ? null : detail.rules.join(', ')],
          [words.estimateId, <span key="id" className="id">{detail.estimateId}</span>],
        ]}
      />
      <h3>{words.citation}</h3>
      <p className="citation">{detail.citation}</p>
      <div className="row">
        <Button icon="copy" onPress={() => copyText(detail.citation)}>
          {words.copy}
        </Button>
      </div>
    </>
  )
}

const Method = ({ method }: { readonly method: MethodDetail }) => (
  <>
    {method.how !== '' && <p className="small">{method.how}</p>}
    {method.paper !== '' && <p className="small muted">{method.paper}</p>}
  </>
)
