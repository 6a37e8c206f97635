import { raterWords } from '../../../shared/words/en/screens-raters.ts'
import { Button, Select } from '../../kit/index.ts'
import { freeId, idsAt, listAt, textAt, valueAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftNumber, DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { scoreOptions } from './agreement-options.ts'
import { ItemList } from './ItemList.tsx'
import { setValue } from './slice.ts'

const words = raterWords.drifts

/** One score or covariate in a baseline and a current set of examinations. */
export function DriftsSection() {
  const draft = useDraft()
  const add = () => {
    const id = freeId('drift_', idsAt(draft, ['drifts']))
    const scored = scoreOptions(draft).find((each) => each.isDisabled !== true)
    const variable: Json = scored === undefined ? { column: '', kind: 'number' } : { prediction: scored.id }
    setValue(['drifts', listAt(draft, ['drifts']).length], { id, label: '', variable, between: { column: '', baseline: [], current: [] }, bins: 10 })
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['drifts']}
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
        {(path, item) => <Drift path={path} item={item} />}
      </ItemList>
    </div>
  )
}

interface DriftProps {
  readonly path: Path
  readonly item: Json
}

function Drift({ path, item }: DriftProps) {
  return (
    <div className="form-grid">
      <DraftText path={[...path, 'label']} label={words.label} />
      <DraftText path={[...path, 'id']} label={words.id} />
      <VariableFields path={[...path, 'variable']} item={item} />
      <DraftText path={[...path, 'between', 'column']} label={words.between} />
      <DraftList path={[...path, 'between', 'baseline']} label={words.baseline} hint={words.valuesHint} />
      <DraftList path={[...path, 'between', 'current']} label={words.current} hint={words.valuesHint} />
      <DraftNumber path={[...path, 'bins']} label={words.bins} hint={words.binsHint} isInteger minimum={2} />
    </div>
  )
}

function VariableFields({ path, item }: DriftProps) {
  const draft = useDraft()
  const error = useError(path)
  const isColumn = valueAt(item, ['variable', 'column']) !== undefined
  const scores = scoreOptions(draft)
  const first = scores.find((each) => each.isDisabled !== true)
  const kinds = optionsOf(['prediction', 'column'], words.variables).map((option) =>
    option.id === 'prediction' && first === undefined ? { ...option, isDisabled: true, note: words.noScore } : option,
  )
  return (
    <>
      <Select
        label={words.variable}
        options={kinds}
        value={isColumn ? 'column' : 'prediction'}
        onChange={(kind) => setValue(path, kind === 'column' ? { column: '', kind: 'number' } : { prediction: first?.id ?? textAt(item, ['variable', 'prediction']) })}
        error={error}
      />
      {isColumn ? (
        <>
          <DraftText path={[...path, 'column']} label={words.column} />
          <DraftSelect path={[...path, 'kind']} label={words.kind} options={optionsOf(['number', 'category'], words.kinds)} />
        </>
      ) : (
        <DraftSelect path={[...path, 'prediction']} label={words.output} options={scores} />
      )}
    </>
  )
}
