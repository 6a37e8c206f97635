import type { ReactNode } from 'react'
import { type EngineCommand, permissions } from '../../shared/ipc/permissions.ts'
import { commandNames, roleNames } from '../../shared/words/en/people.ts'
import { permissionWords as words } from '../../shared/words/en/screens-people.ts'
import { useApp } from '../app-state.ts'
import { Icon } from '../kit/index.ts'

/** Whether the person may give this command here: in the open study, or in the workspace. The engine decides; this asks what it said. */
export function usePermitted(command: EngineCommand): boolean {
  const workspace = useApp((state) => state.workspace)
  const study = useApp((state) => state.study)
  const { scope, roles } = permissions[command]
  if (roles === null) return true
  if (scope === 'study') return study?.permitted.includes(command) ?? false
  return workspace?.kind === 'open' && workspace.permitted.includes(command)
}

/** Whose roles a command takes, in one sentence. */
export function takenBy(command: EngineCommand): string {
  const names = (permissions[command].roles ?? []).map((role) => roleNames[role])
  const last = names.at(-1) ?? ''
  const list = names.length < 2 ? last : `${words.roles(names.slice(0, -1))}${words.or}${last}`
  return words.takes(commandNames[command] ?? command, list)
}

/** Shows its children to whoever may give the command, and nothing, or (isSaid) a line that says whose step it is, to others. */
export function Permitted(props: { readonly command: EngineCommand; readonly isSaid?: boolean; readonly children: ReactNode }) {
  const isPermitted = usePermitted(props.command)
  if (isPermitted) return props.children
  return props.isSaid ? <Elsewhere command={props.command} /> : null
}

/** The line that says whose step it is. */
export const Elsewhere = ({ command }: { readonly command: EngineCommand }) => (
  <p className="muted row row-top">
    <Icon name="person" />
    <span>{takenBy(command)}</span>
  </p>
)
