import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button } from '../../kit/index.ts'
import { freeId, idsAt, listAt, textAt, textsAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftSelect, DraftText, useDraft } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.subgroups

export function SubgroupsSection() {
  const draft = useDraft()
  const add = (kind: 'categories' | 'bands') => {
    const id = freeId('subgroup_', idsAt(draft, ['subgroups']))
    const parts = { id, label: '', kind, column: '' }
    const subgroup: Json = kind === 'categories' ? { ...parts, levels: [] } : { ...parts, edges: [] }
    setValue(['subgroups', listAt(draft, ['subgroups']).length], subgroup)
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['subgroups']}
        none={words.none}
        nameKeys={['label', 'id']}
        nameOf={words.name}
        removeLabel={words.remove}
        foot={
          <>
            <Button icon="plus" onPress={() => add('categories')}>
              {words.addCategories}
            </Button>
            <Button icon="plus" onPress={() => add('bands')}>
              {words.addBands}
            </Button>
          </>
        }
      >
        {(path, item) => <Subgroup path={path} item={item} />}
      </ItemList>
      <SubgroupPairs />
    </div>
  )
}

/** Prespecified intersections of two subgroups. */
function SubgroupPairs() {
  const draft = useDraft()
  const ids = idsAt(draft, ['subgroups'])
  const options = listAt(draft, ['subgroups']).map((each) => ({ id: textAt(each, ['id']), label: textAt(each, ['label']) || textAt(each, ['id']) }))
  const add = () => {
    const id = freeId('pair_', [...ids, ...idsAt(draft, ['subgroupPairs'])])
    setValue(['subgroupPairs', listAt(draft, ['subgroupPairs']).length], { id, label: '', first: ids[0] ?? '', second: ids[1] ?? '' })
  }
  return (
    <fieldset className="protocol-group">
      <legend>{words.pairs.title}</legend>
      <p className="muted">{words.pairs.intro}</p>
      <ItemList
        path={['subgroupPairs']}
        none={words.pairs.none}
        nameKeys={['label', 'id']}
        nameOf={words.pairs.name}
        removeLabel={words.pairs.remove}
        foot={
          <Button icon="plus" onPress={add} why={ids.length > 1 ? null : words.pairs.needTwo}>
            {words.pairs.add}
          </Button>
        }
      >
        {(path) => (
          <div className="form-grid">
            <DraftText path={[...path, 'label']} label={words.label} />
            <DraftText path={[...path, 'id']} label={words.id} />
            <DraftSelect path={[...path, 'first']} label={words.pairs.first} options={options} />
            <DraftSelect path={[...path, 'second']} label={words.pairs.second} options={options} />
          </div>
        )}
      </ItemList>
    </fieldset>
  )
}

function Subgroup({ path, item }: { readonly path: Path; readonly item: Json }) {
  const isBands = textAt(item, ['kind']) === 'bands'
  return (
    <div className="stack">
      <div className="form-grid">
        <DraftText path={[...path, 'label']} label={words.label} />
        <DraftText path={[...path, 'id']} label={words.id} />
        <DraftText path={[...path, 'column']} label={words.column} />
        {isBands ? (
          <>
            <DraftList path={[...path, 'edges']} label={words.edges} hint={words.edgesHint} isNumeric />
            <DraftText path={[...path, 'unit']} label={`${words.unit} (optional)`} isOptional />
          </>
        ) : (
          <div className="form-wide">
            <DraftList path={[...path, 'levels']} label={words.levels} hint={words.levelsHint} />
          </div>
        )}
      </div>
      {isBands ? <BandPreview item={item} /> : <LevelLabels path={path} item={item} />}
    </div>
  )
}

function BandPreview({ item }: { readonly item: Json }) {
  const edges = listAt(item, ['edges'])
  const isRising = edges.every((edge, index) => typeof edge === 'number' && (index === 0 || edge > Number(edges[index - 1])))
  if (edges.length === 0) return null
  if (!isRising) return <p className="field-error">{words.edgesError}</p>
  const unit = textAt(item, ['unit'])
  const bands = [`< ${edges[0]}`, ...edges.slice(1).map((edge, index) => `${edges[index]} to < ${edge}`), `≥ ${edges.at(-1)}`]
  return <p className="protocol-sentence">{words.preview(`${bands.join(' · ')}${unit === '' ? '' : ` ${unit}`}`)}</p>
}

function LevelLabels({ path, item }: { readonly path: Path; readonly item: Json }) {
  const levels = textsAt(item, ['levels'])
  if (levels.length === 0) return null
  return (
    <div className="form-grid">
      {levels.map((level, index) => (
        <DraftText key={`${level} ${index}`} path={[...path, 'labels', level]} label={`${words.levelLabel(level)} (optional)`} isOptional />
      ))}
    </div>
  )
}
