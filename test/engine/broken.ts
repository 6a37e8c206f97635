import type { dispatcher } from '../../electron/engine/dispatch.ts'
import type { Engine } from '../../electron/engine/engine.ts'

/** The open workspace stops agreeing with itself, and a verification finds it: read-only service from here on. */
export async function breakTrail(engine: Engine, call: ReturnType<typeof dispatcher>): Promise<void> {
  const { store } = engine.context().workspace
  store.transact((w) => w.settings.put('workspace.demo', 'yes'))
  await call('workspace.verify', {})
  if (!engine.isReadOnly) throw new Error('nothing was found')
}
