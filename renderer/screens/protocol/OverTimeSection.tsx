import { atRiskEnds, timeUnits } from '../../../shared/vocabulary/protocol-designs.ts'
import { ENDED_AT, STARTED_AT } from '../../../shared/vocabulary/roles.ts'
import { overTimeEditor as words } from '../../../shared/words/en/over-time.ts'
import { Checkbox, Switch } from '../../kit/index.ts'
import { listAt, valueAt, type JsonObject } from './draft.ts'
import { DraftNumber, DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { setValue } from './slice.ts'

/** What convention settles is filled in; horizon, credit and refractory time are for the study to decide. */
const switchedOn: JsonObject = {
  times: 'numbers',
  unit: 'hours',
  start: '',
  end: '',
  onset: '',
  credit: {},
  atRiskEndsWith: ['event', 'discharge'],
  alerts: 'every',
}

/** Predictions over time: the whole part comes and goes with one switch. */
export function OverTimeSection() {
  const draft = useDraft()
  const error = useError(['repeated'])
  const isOn = valueAt(draft, ['repeated']) !== undefined
  return (
    <div className="stack-loose">
      <Switch isSelected={isOn} onChange={(wanted) => setValue(['repeated'], wanted ? switchedOn : undefined)}>
        {words.switch}
      </Switch>
      <p className="muted">{isOn ? words.intro : words.off}</p>
      {error !== null && <p className="field-error">{error}</p>}
      {isOn && (
        <>
          <Times />
          <Credit />
          <AtRisk />
        </>
      )}
    </div>
  )
}

const Times = () => (
  <fieldset className="protocol-group">
    <legend>{words.times}</legend>
    <div className="form-grid">
      <DraftSelect path={['repeated', 'times']} label={words.timesKind} options={optionsOf(['numbers', 'instants'], words.timesKinds, words.timesNotes)} />
      <DraftSelect path={['repeated', 'unit']} label={words.unit} options={optionsOf(timeUnits, words.units)} />
      <DraftText path={['repeated', 'start']} label={words.start} hint={words.roleHint(STARTED_AT)} />
      <DraftText path={['repeated', 'end']} label={words.end} hint={words.roleHint(ENDED_AT)} />
      <DraftText path={['repeated', 'onset']} label={words.onset} hint={words.onsetHint} />
      <DraftText path={['repeated', 'treatment']} label={words.treatment} hint={words.treatmentHint} isOptional />
    </div>
  </fieldset>
)

const Credit = () => (
  <fieldset className="protocol-group">
    <legend>{words.credit}</legend>
    <div className="form-grid">
      <DraftNumber path={['repeated', 'horizon']} label={words.horizon} hint={words.horizonHint} />
      <DraftNumber path={['repeated', 'refractory']} label={words.refractory} hint={words.refractoryHint} minimum={0} />
      <DraftNumber path={['repeated', 'credit', 'earliest']} label={words.earliest} hint={words.earliestHint} />
      <DraftNumber path={['repeated', 'credit', 'latest']} label={words.latest} hint={words.latestHint} minimum={0} />
      <DraftSelect path={['repeated', 'alerts']} label={words.alerts} options={optionsOf(['first', 'every'], words.alertChoices)} />
    </div>
  </fieldset>
)

/** The end of observation always ends it, so that one stays ticked. */
function AtRisk() {
  const draft = useDraft()
  const error = useError(['repeated', 'atRiskEndsWith'])
  const chosen = listAt(draft, ['repeated', 'atRiskEndsWith'])
  const toggle = (end: string, isWanted: boolean) => {
    const wanted = atRiskEnds.filter((each) => each === 'discharge' || (each === end ? isWanted : chosen.includes(each)))
    setValue(['repeated', 'atRiskEndsWith'], wanted)
  }
  return (
    <fieldset className="protocol-group">
      <legend>{words.atRisk}</legend>
      <p className="muted">{words.atRiskHint}</p>
      {atRiskEnds.map((end) => (
        <Checkbox
          key={end}
          isSelected={end === 'discharge' || chosen.includes(end)}
          isDisabled={end === 'discharge'}
          onChange={(isWanted) => toggle(end, isWanted)}
        >
          {words.ends[end]}
        </Checkbox>
      ))}
      {error !== null && <p className="field-error">{error}</p>}
    </fieldset>
  )
}
