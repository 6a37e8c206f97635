import { useState } from 'react'
import { decisionMeanings } from '../../../shared/vocabulary/protocol.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Button, Select, TextField } from '../../kit/index.ts'
import { isObject, valueAt, type Path } from './draft.ts'
import { optionsOf, useDraft, useError } from './DraftFields.tsx'
import { setValue } from './slice.ts'

const words = protocolWords.outputs

/** The file's code → its meaning. A code is taken over when its field is left, so that rows do not jump while typing. */
export function DecisionCodes({ path }: { readonly path: Path }) {
  const draft = useDraft()
  const error = useError(path)
  const value = valueAt(draft, path)
  const entries = isObject(value) ? Object.entries(value) : []
  const replace = (next: readonly (readonly [string, unknown])[]) =>
    setValue(path, Object.fromEntries(next.map(([code, meaning]) => [code, typeof meaning === 'string' ? meaning : ''])))
  const rename = (from: string, to: string) => {
    if (to === from || to === '' || entries.some(([code]) => code === to)) return
    replace(entries.map(([code, meaning]) => [code === from ? to : code, meaning]))
  }
  const add = () => {
    let n = entries.length
    while (entries.some(([code]) => code === `code-${n}`)) n++
    replace([...entries, [`code-${n}`, 'positive']])
  }
  return (
    <fieldset className="protocol-group">
      <legend>{words.codes}</legend>
      {error !== null && <p className="field-error">{error}</p>}
      {entries.map(([code, meaning]) => (
        <div className="protocol-line protocol-line-two" key={code}>
          <CodeField code={code} onRename={(to) => rename(code, to)} />
          <Select
            label={words.meaning}
            options={optionsOf(decisionMeanings, words.meanings)}
            value={decisionMeanings.find((each) => each === meaning) ?? null}
            onChange={(next) => replace(entries.map(([each, old]) => [each, each === code ? next : old]))}
          />
          <Button
            kind="quiet"
            icon="trash"
            label={words.removeCode(code)}
            onPress={() => replace(entries.filter(([each]) => each !== code))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onPress={add}>
          {words.addCode}
        </Button>
      </div>
    </fieldset>
  )
}

function CodeField({ code, onRename }: { readonly code: string; readonly onRename: (to: string) => void }) {
  const [typed, setTyped] = useState(code)
  return <TextField label={words.code} value={typed} onChange={setTyped} onBlur={() => onRename(typed)} maxLength={100} />
}
