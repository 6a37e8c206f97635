import { useEffect } from 'react'
import { stepIds } from '../../shared/ipc/views.ts'
import { goTo, goToStep, setDialog, useApp } from '../app-state.ts'

/** Alt and a digit go places; F1 lists the keys. Never while a dialog is open: it owns the keyboard. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { workspace, place } = useApp.getState()
      if (event.defaultPrevented || document.querySelector('.veil') !== null) return
      if (event.key === 'F1') {
        event.preventDefault()
        return setDialog('keyboard')
      }
      if (workspace?.kind !== 'open' || !event.altKey || event.ctrlKey || event.metaKey) return
      const digit = /^Digit(\d)$/.exec(event.code)?.[1]
      if (digit === undefined) return
      event.preventDefault()
      if (digit === '0') return goTo({ kind: 'home' })
      if (digit === '9') return goTo({ kind: 'trail' })
      const step = stepIds[Number(digit) - 1]
      if (step && place.kind === 'study') goToStep(step)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
