import type { ReactNode } from 'react'
import { Button, Card } from '../../kit/index.ts'
import { listAt, textAt, type Json, type Path } from './draft.ts'
import { useDraft, useError } from './DraftFields.tsx'
import { setValue } from './slice.ts'

interface ItemListProps {
  readonly path: Path
  readonly none: string
  /** Keys that may name an item, first one that is filled in wins. */
  readonly nameKeys: readonly string[]
  readonly nameOf: (index: number) => string
  readonly removeLabel: (name: string) => string
  readonly moveLabels?: { readonly up: (name: string) => string; readonly down: (name: string) => string }
  readonly children: (path: Path, item: Json, index: number) => ReactNode
  readonly foot: ReactNode
}

/** The repeated part of a section: one card an item, in the order that counts. */
export function ItemList(props: ItemListProps) {
  const draft = useDraft()
  const error = useError(props.path)
  const items = listAt(draft, props.path)
  const move = (from: number, to: number) => {
    const next = [...items]
    const [item] = next.splice(from, 1)
    if (item === undefined) return
    next.splice(to, 0, item)
    setValue(props.path, next)
  }
  return (
    <div className="stack">
      {items.length === 0 && <p className="muted">{props.none}</p>}
      {error !== null && <p className="field-error">{error}</p>}
      {items.map((item, index) => {
        const name = props.nameKeys.map((key) => textAt(item, [key])).find((text) => text !== '') ?? props.nameOf(index + 1)
        return (
          <Card
            key={index}
            level={3}
            title={name}
            actions={
              <>
                {props.moveLabels && index > 0 && (
                  <Button kind="quiet" icon="chevronUp" label={props.moveLabels.up(name)} onPress={() => move(index, index - 1)} />
                )}
                {props.moveLabels && index < items.length - 1 && (
                  <Button kind="quiet" icon="chevronDown" label={props.moveLabels.down(name)} onPress={() => move(index, index + 1)} />
                )}
                <Button
                  kind="quiet"
                  icon="trash"
                  label={props.removeLabel(name)}
                  onPress={() => setValue([...props.path, index], undefined)}
                />
              </>
            }
          >
            {props.children([...props.path, index], item, index)}
          </Card>
        )
      })}
      <div className="row row-wrap">{props.foot}</div>
    </div>
  )
}
