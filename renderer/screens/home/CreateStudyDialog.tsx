import { useState } from 'react'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { openStudy, refreshStudies, useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Dialog, ProblemList, TextField } from '../../kit/index.ts'

const words = screenWords.home

export function CreateStudyDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [deviceName, setDeviceName] = useState('')
  const [manufacturer, setManufacturer] = useState('')
  const action = useAction()
  const isMissing = name.trim() === '' || deviceName.trim() === ''
  const close = () => {
    setName('')
    setDeviceName('')
    setManufacturer('')
    action.clear()
    onClose()
  }
  const create = async () => {
    const isDone = await action.run(async () => {
      const study = await call('study.create', {
        name,
        deviceName,
        ...(manufacturer.trim() === '' ? {} : { manufacturer }),
      })
      await refreshStudies()
      await openStudy(study.id)
    })
    if (isDone) close()
  }
  return (
    <Dialog
      title={words.createTitle}
      isOpen={isOpen}
      onClose={close}
      foot={
        <>
          {isMissing && <p className="muted small grow">{words.missing}</p>}
          <Button onPress={close}>{screenWords.common.cancel}</Button>
          <Button kind="primary" onPress={() => void create()} isPending={action.isBusy} isDisabled={isMissing}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <TextField label={words.name} hint={words.nameHint} value={name} onChange={setName} maxLength={200} isRequired autoFocus />
      <TextField label={words.device} value={deviceName} onChange={setDeviceName} maxLength={200} isRequired />
      <TextField label={words.manufacturer} value={manufacturer} onChange={setManufacturer} maxLength={200} />
      <ProblemList problems={action.problems} />
    </Dialog>
  )
}
