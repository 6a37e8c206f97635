import {
  EngineEvent,
  type Bridge,
  type CommandName,
  type Request,
  type Response,
} from '../shared/ipc/contract.ts'
import { Refusal, problem, type Problem } from '../shared/vocabulary/problem.ts'

declare global {
  interface Window {
    /** Put there by the preload. This file is the only one that touches it. */
    readonly probity: Bridge
  }
}

/** Asks the engine or the main process. Throws a Refusal with problems; then nothing was changed. */
export async function call<C extends CommandName>(name: C, request: Request<C>): Promise<Response<C>> {
  const reply = await window.probity.call(name, request)
  if (!reply.ok) throw new Refusal(reply.problems)
  // The other side parsed the value with this command's response schema before it left.
  return reply.value as Response<C>
}

/** Events that no schema knows are dropped. Returns the function that ends listening. */
export const onEvent = (listener: (event: EngineEvent) => void): (() => void) =>
  window.probity.onEvent((event) => {
    const parsed = EngineEvent.safeParse(event)
    if (parsed.success) listener(parsed.data)
  })

/** What a person is told about anything thrown. */
export const problemsOf = (thrown: unknown): readonly Problem[] =>
  thrown instanceof Refusal
    ? thrown.problems
    : [problem('engine/internal', { message: thrown instanceof Error ? thrown.message : String(thrown) })]
