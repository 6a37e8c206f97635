import { useEffect } from 'react'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button } from '../../kit/index.ts'
import { freeId, idsAt, listAt, textAt, valueAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftNumber, DraftSelect, DraftText, optionsOf, useDraft } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.cohort

export function CohortSection() {
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <RuleList path={['cohort', 'rules']} none={words.none} />
      <fieldset className="protocol-group">
        <legend>{words.perProtocol}</legend>
        <p className="muted">{words.perProtocolIntro}</p>
        <RuleList path={['analysisSets', 'perProtocol']} none={words.perProtocolNone} isOptional />
      </fieldset>
    </div>
  )
}

/** Conditions in their order. isOptional: with the last one gone, the part that holds them goes too. */
function RuleList({ path, none, isOptional }: { readonly path: Path; readonly none: string; readonly isOptional?: boolean }) {
  const draft = useDraft()
  const isEmpty = valueAt(draft, path) !== undefined && listAt(draft, path).length === 0
  useEffect(() => {
    if (isOptional && isEmpty) setValue(path.slice(0, 1), undefined)
  })
  const add = () => {
    const id = freeId('rule_', idsAt(draft, path))
    setValue([...path, listAt(draft, path).length], {
      id,
      label: '',
      effect: 'include',
      column: '',
      test: { kind: 'is-one-of', values: [] },
    })
  }
  return (
      <ItemList
        path={path}
        none={none}
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
        {(at, item) => <Rule path={at} item={item} />}
      </ItemList>
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
