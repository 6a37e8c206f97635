import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button } from '../../kit/index.ts'
import { freeId, idsAt, listAt, textAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftNumber, DraftSelect, DraftText, optionsOf, useDraft } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.cohort

export function CohortSection() {
  const draft = useDraft()
  const add = () => {
    const id = freeId('rule_', idsAt(draft, ['cohort', 'rules']))
    setValue(['cohort', 'rules', listAt(draft, ['cohort', 'rules']).length], {
      id,
      label: '',
      effect: 'include',
      column: '',
      test: { kind: 'is-one-of', values: [] },
    })
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['cohort', 'rules']}
        none={words.none}
        nameKeys={['label', 'id']}
        nameOf={words.name}
        removeLabel={words.remove}
        moveLabels={{ up: words.moveUp, down: words.moveDown }}
        foot={
          <Button icon="plus" onPress={add}>
            {words.add}
          </Button>
        }
      >
        {(path, item) => <Rule path={path} item={item} />}
      </ItemList>
    </div>
  )
}

const emptyTests = {
  'is-one-of': { kind: 'is-one-of', values: [] },
  between: { kind: 'between' },
  'is-missing': { kind: 'is-missing' },
} as const

function Rule({ path, item }: { readonly path: Path; readonly item: Json }) {
  const kind = textAt(item, ['test', 'kind'])
  return (
    <div className="form-grid">
      <DraftText path={[...path, 'label']} label={words.label} />
      <DraftText path={[...path, 'id']} label={words.id} />
      <DraftSelect path={[...path, 'effect']} label={words.effect} options={optionsOf(['include', 'exclude'], words.effects)} />
      <DraftText path={[...path, 'column']} label={words.column} />
      <DraftSelect<keyof typeof emptyTests>
        path={[...path, 'test', 'kind']}
        label={words.test}
        options={optionsOf(['is-one-of', 'between', 'is-missing'], words.tests)}
        onChoose={(next) => setValue([...path, 'test'], emptyTests[next])}
      />
      {kind === 'is-one-of' && <DraftList path={[...path, 'test', 'values']} label={words.values} hint={words.valuesHint} />}
      {kind === 'between' && (
        <>
          <DraftNumber path={[...path, 'test', 'minimum']} label={`${words.minimum} (optional)`} />
          <DraftNumber path={[...path, 'test', 'maximum']} label={`${words.maximum} (optional)`} />
        </>
      )}
    </div>
  )
}
