import type { EngineEvent } from '../../shared/ipc/contract.ts'
import type { Surroundings } from '../files/clock.ts'
import type { Host } from '../hosts/host.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** What every action gets: the open workspace, where it runs, and a way to say how far it is. */
export interface ActionContext {
  readonly workspace: Workspace
  readonly host: Host
  readonly surroundings: Surroundings
  readonly emit: (event: EngineEvent) => void
  readonly demo: boolean
}

export const byline = (context: ActionContext): string => context.workspace.session.fullName
