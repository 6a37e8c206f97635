import { useState } from 'react'
import { certificateWords } from '../../../shared/words/en/screens-people.ts'
import { useAction } from '../../app-state.ts'
import { Button, ProblemList } from '../../kit/index.ts'

export interface Chosen {
  readonly token: string
  readonly name: string
}

interface FileChoiceProps {
  readonly label: string
  readonly button: string
  readonly none?: string
  readonly value: Chosen | null
  /** The native dialog; null when the person cancelled. */
  readonly ask: () => Promise<Chosen | null>
  readonly onChange: (chosen: Chosen) => void | Promise<void>
}

/** A file or folder that the native dialog chooses, with its name beside the button. */
export function FileChoice({ label, button, none = certificateWords.noFile, value, ask, onChange }: FileChoiceProps) {
  const action = useAction()
  const [isAsking, setAsking] = useState(false)
  const choose = async () => {
    setAsking(true)
    await action.run(async () => {
      const chosen = await ask()
      if (chosen) await onChange(chosen)
    })
    setAsking(false)
  }
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      <div className="row">
        <Button icon="folder" onPress={() => void choose()} isDisabled={isAsking}>
          {button}
        </Button>
        <span className={value === null ? 'muted grow' : 'grow'}>{value?.name ?? none}</span>
      </div>
      <ProblemList problems={action.problems} />
    </div>
  )
}
