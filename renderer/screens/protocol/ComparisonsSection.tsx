import { quantityNames } from '../../../shared/words/en/quantities.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button, Select } from '../../kit/index.ts'
import { freeId, idsAt, isObject, listAt, textAt, valueAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { outputOptions, pointOptions, whatItGives } from './quantity-options.ts'
import { setValue } from './slice.ts'

const words = protocolWords.comparisons

/** Outputs against each other on the same examinations. */
export function ComparisonsSection() {
  const draft = useDraft()
  const outputs = listAt(draft, ['predictions'])
  const comparisons = listAt(draft, ['comparisons'])
  const isPossible = outputs.length > 0
  const add = () => {
    const id = freeId('comparison_', idsAt(draft, ['comparisons']))
    const first = textAt(outputs[0], ['id'])
    const second = textAt(outputs[1] ?? outputs[0], ['id'])
    setValue(['comparisons', comparisons.length], { id, label: '', first: { prediction: first }, second: { prediction: second } })
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['comparisons']}
        none={words.none}
        nameKeys={['label', 'id']}
        nameOf={words.name}
        removeLabel={words.remove}
        foot={
          <Button icon="plus" onPress={add} why={isPossible ? null : words.needTwo}>
            {words.add}
          </Button>
        }
      >
        {(path, item) => <Comparison path={path} item={item} />}
      </ItemList>
    </div>
  )
}

function Comparison({ path, item }: { readonly path: Path; readonly item: Json }) {
  const draft = useDraft()
  const error = useError(path)
  const given = whatItGives(item, draft)
  const between = textAt(item, ['between']) || 'outputs'
  const choose = (kind: string) => {
    const { between: _between, groups: _groups, ...rest } = isObject(item) ? item : {}
    if (kind === 'groups') return setValue(path, { ...rest, between: kind, groups: { column: '', first: [], second: [] } })
    setValue(path, kind === 'outputs' ? rest : { ...rest, between: kind })
  }
  return (
    <div className="stack">
      <div className="form-grid">
        <DraftText path={[...path, 'label']} label={words.label} />
        <DraftText path={[...path, 'id']} label={words.id} />
        <Select label={words.between} options={optionsOf(['outputs', 'releases', 'groups'], words.betweens)} value={between} onChange={choose} hint={words.betweenHint} />
      </div>
      <Side path={[...path, 'first']} item={valueAt(item, ['first'])} name={words.sides.first} />
      <Side path={[...path, 'second']} item={valueAt(item, ['second'])} name={words.sides.second} />
      {between === 'groups' && <Groups path={[...path, 'groups']} />}
      {error !== null && <p className="field-error">{error}</p>}
      <p className="protocol-sentence">
        {given.length === 0 ? words.givesNothing : words.gives(given.map((each) => quantityNames[each] ?? each).join(', '))}
      </p>
    </div>
  )
}

/** Which examinations each side is taken on. */
const Groups = ({ path }: { readonly path: Path }) => (
  <div className="form-grid">
    <DraftText path={[...path, 'column']} label={words.groupColumn} />
    <DraftList path={[...path, 'first']} label={words.groupFirst} hint={words.groupHint} />
    <DraftList path={[...path, 'second']} label={words.groupSecond} hint={words.groupHint} />
  </div>
)

interface SideProps {
  readonly path: Path
  readonly item: Json | undefined
  readonly name: string
}

function Side({ path, item, name }: SideProps) {
  const draft = useDraft()
  const error = useError([...path, 'operatingPoint'])
  const outputs = listAt(draft, ['predictions'])
  const output = outputs.find((each) => textAt(each, ['id']) === textAt(item, ['prediction']))
  const points = pointOptions(output)
  const point = valueAt(item, ['operatingPoint'])
  const chosen = typeof point === 'string' ? point : points.some((each) => each.id === '') ? '' : null
  return (
    <div className="form-grid">
      <DraftSelect
        path={[...path, 'prediction']}
        label={`${name}: ${words.output}`}
        options={outputOptions(draft)}
        onChoose={(prediction) => setValue(path, { prediction })}
      />
      <Select
        label={`${name}: ${words.point}`}
        hint={words.pointHint}
        options={points}
        value={chosen}
        onChange={(id) => setValue([...path, 'operatingPoint'], id === '' ? undefined : id)}
        isDisabled={points.length === 0}
        error={error}
      />
    </div>
  )
}
