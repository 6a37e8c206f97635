import { useId } from 'react'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Checkbox, RadioGroup } from '../../kit/index.ts'
import { listAt, textAt, textsAt, type Path } from './draft.ts'
import { optionsOf, useDraft, useError } from './DraftFields.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.success

export function SuccessSection() {
  const draft = useDraft()
  const error = useError(['success'])
  const combine = textAt(draft, ['success', 'combine'])
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      {error !== null && <p className="field-error">{error}</p>}
      <RadioGroup
        label={words.combine}
        options={optionsOf(['all', 'any'], words.combines)}
        value={combine === 'all' || combine === 'any' ? combine : null}
        onChange={(value) => setValue(['success', 'combine'], value)}
      />
      <EndpointChoice label={words.endpoints} path={['success', 'endpoints']} not={['success', 'gatekept']} />
      <EndpointChoice label={words.gatekept} path={['success', 'gatekept']} not={['success', 'endpoints']} isOptional />
    </div>
  )
}

interface EndpointChoiceProps {
  readonly label: string
  readonly path: Path
  /** An endpoint cannot be in both lists: choosing it here takes it out there. */
  readonly not: Path
  readonly isOptional?: boolean
}

function EndpointChoice({ label, path, not, isOptional }: EndpointChoiceProps) {
  const draft = useDraft()
  const error = useError(path)
  const labelId = useId()
  const chosen = textsAt(draft, path)
  const endpoints = listAt(draft, ['endpoints'])
  // Chosen ids that no endpoint has any more stay visible, so that they can be taken out.
  const gone = chosen.filter((id) => !endpoints.some((endpoint) => textAt(endpoint, ['id']) === id))
  const toggle = (id: string, isChosen: boolean) => {
    const next = isChosen ? [...chosen, id] : chosen.filter((each) => each !== id)
    const others = textsAt(draft, not)
    if (isChosen && others.includes(id)) setValue(not, others.filter((each) => each !== id))
    setValue(path, next.length === 0 && isOptional ? undefined : next)
  }
  return (
    <div className="field" role="group" aria-labelledby={labelId}>
      <span id={labelId} className="field-label">
        {label}
      </span>
      {endpoints.length === 0 && gone.length === 0 && <p className="muted">{words.none}</p>}
      {endpoints.map((endpoint, index) => {
        const id = textAt(endpoint, ['id'])
        const title = textAt(endpoint, ['title'])
        return (
          <Checkbox key={`${id} ${index}`} isSelected={chosen.includes(id)} onChange={(isChosen) => toggle(id, isChosen)}>
            {title === '' ? id : `${title} (${id})`}
          </Checkbox>
        )
      })}
      {gone.map((id) => (
        <Checkbox key={id} isSelected onChange={() => toggle(id, false)}>
          {id}
        </Checkbox>
      ))}
      {error !== null && <p className="field-error">{error}</p>}
    </div>
  )
}
