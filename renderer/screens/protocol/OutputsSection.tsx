import { directions, outputRoles, scoreKinds } from '../../../shared/vocabulary/protocol.ts'
import { outputRoleNames } from '../../../shared/words/en/report.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button, Checkbox } from '../../kit/index.ts'
import { DecisionCodes } from './DecisionCodes.tsx'
import { freeId, idsAt, listAt, numberAt, textAt, valueAt, type Json, type Path } from './draft.ts'
import { DraftNumber, DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.outputs

export function OutputsSection() {
  const draft = useDraft()
  const add = () => {
    const id = freeId('output_', idsAt(draft, ['predictions']))
    setValue(['predictions', listAt(draft, ['predictions']).length], { id, label: '' })
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['predictions']}
        none={words.none}
        nameKeys={['label', 'id']}
        nameOf={words.name}
        removeLabel={words.remove}
        foot={
          <Button icon="plus" onPress={add}>
            {words.add}
          </Button>
        }
      >
        {(path, item) => <Output path={path} item={item} />}
      </ItemList>
    </div>
  )
}

function Output({ path, item }: { readonly path: Path; readonly item: Json }) {
  const hasScore = valueAt(item, ['score']) !== undefined
  const hasDecision = valueAt(item, ['decision']) !== undefined
  const error = useError(path)
  const setScore = (wanted: boolean) =>
    setValue(path, withPart(item, 'score', 'scoreColumn', wanted ? { operatingPoints: [] } : undefined))
  const setDecision = (wanted: boolean) =>
    setValue(path, withPart(item, 'decision', 'decisionColumn', wanted ? { codes: {} } : undefined))
  return (
    <div className="stack">
      <div className="form-grid">
        <DraftText path={[...path, 'id']} label={words.id} hint={words.idHint} />
        <DraftText path={[...path, 'label']} label={words.label} />
        <DraftSelect
          path={[...path, 'role']}
          label={words.role}
          hint={words.roleHint}
          options={optionsOf(outputRoles, outputRoleNames)}
        />
      </div>
      {error !== null && <p className="field-error">{error}</p>}
      {!hasScore && !hasDecision && <p className="field-error">{words.neither}</p>}
      <Checkbox isSelected={hasScore} onChange={setScore}>
        {words.hasScore}
      </Checkbox>
      {hasScore && <Score path={path} item={item} />}
      <Checkbox isSelected={hasDecision} onChange={setDecision}>
        {words.hasDecision}
      </Checkbox>
      {hasDecision && (
        <div className="protocol-part">
          <div className="form-grid">
            <DraftText path={[...path, 'decisionColumn']} label={words.decisionColumn} isOptional />
          </div>
          <DecisionCodes path={[...path, 'decision', 'codes']} />
        </div>
      )}
    </div>
  )
}

/** A part and the column it needs come and go together. */
function withPart(item: Json, part: string, column: string, value: Json | undefined): Json {
  const kept = Object.entries(typeof item === 'object' && item !== null ? item : {}).filter(([key]) => key !== part && key !== column)
  return Object.fromEntries(value === undefined ? kept : [...kept, [column, ''], [part, value]]) as Json
}

function Score({ path, item }: { readonly path: Path; readonly item: Json }) {
  const score = [...path, 'score']
  return (
    <div className="protocol-part">
      <div className="form-grid">
        <DraftText path={[...path, 'scoreColumn']} label={words.scoreColumn} isOptional />
        <DraftSelect path={[...score, 'kind']} label={words.kind} options={optionsOf(scoreKinds, words.kinds, words.kindNotes)} />
        <DraftSelect path={[...score, 'direction']} label={words.direction} options={optionsOf(directions, words.directions)} />
        <DraftNumber path={[...score, 'minimum']} label={`${words.minimum} (optional)`} />
        <DraftNumber path={[...score, 'maximum']} label={`${words.maximum} (optional)`} />
      </div>
      <OperatingPoints path={[...score, 'operatingPoints']} item={item} />
    </div>
  )
}

function OperatingPoints({ path, item }: { readonly path: Path; readonly item: Json }) {
  const points = listAt(item, ['score', 'operatingPoints'])
  const direction = textAt(item, ['score', 'direction'])
  const add = () => {
    const id = freeId('T', points.map((point) => textAt(point, ['id'])))
    setValue([...path, points.length], { id, chosenOn: '' })
  }
  return (
    <fieldset className="protocol-group">
      <legend>{words.points}</legend>
      {points.length === 0 && <p className="muted">{words.noPoints}</p>}
      {points.map((point, index) => {
        const threshold = numberAt(point, ['threshold'])
        return (
          <div className="protocol-line" key={index}>
            <DraftText path={[...path, index, 'id']} label={words.id} />
            <DraftNumber
              path={[...path, index, 'threshold']}
              label={words.threshold}
              {...(threshold === null || direction === '' ? {} : { hint: words.positiveWhen(direction, String(threshold)) })}
            />
            <DraftText path={[...path, index, 'label']} label={words.pointLabel} isOptional />
            <DraftText path={[...path, index, 'chosenOn']} label={words.chosenOn} hint={words.chosenOnHint} />
            <Button
              kind="quiet"
              icon="trash"
              label={words.removePoint(textAt(point, ['id']))}
              onPress={() => setValue([...path, index], undefined)}
            />
          </div>
        )
      })}
      <div>
        <Button icon="plus" onPress={add}>
          {words.addPoint}
        </Button>
      </div>
    </fieldset>
  )
}
