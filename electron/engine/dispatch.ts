import { type Reply, type Response, commands, isCommandName } from '../../shared/ipc/contract.ts'
import { type Problem, Refusal, problem } from '../../shared/vocabulary/problem.ts'
import { type EngineCommand, permissions } from '../../shared/ipc/permissions.ts'
import { actAs } from '../workspace/acting-role.ts'
import type { Engine } from './engine.ts'
import { commandHandlers } from './handlers.ts'

export type CommandHandlers = {
  readonly [C in EngineCommand]: (request: ReturnType<(typeof commands)[C]['request']['parse']>) => Promise<Response<C>> | Response<C>
}

/**
 * receive → parse → permission → action → encode. Calls are answered one after another in the order they came, except
 * those that only look or cancel; nothing of an error but its code leaves this process.
 */
export function dispatcher(engine: Engine): (name: unknown, request: unknown) => Promise<Reply<unknown>> {
  const handlers = commandHandlers(engine)
  return async (name, request) => {
    if (!isCommandName(name) || commands[name].by !== 'engine') return refused([problem('ipc/unknown-command')])
    const command = name as EngineCommand
    const parsed = commands[command].request.safeParse(request)
    if (!parsed.success) {
      const problems = [badRequest(command, parsed.error.issues)]
      if (isChange(command)) engine.recordOnce(command, problems)
      return refused(problems)
    }
    try {
      const role = engine.require(command, studyOf(parsed.data))
      const handler = handlers[command] as (request: unknown) => unknown
      const answer = commands[command].response.safeParse(await actAs(role, () => handler(parsed.data)))
      if (!answer.success) return refused([problem('ipc/bad-response', { command })])
      return { ok: true, value: answer.data }
    } catch (error) {
      const problems = problemsOf(error, command)
      if (isRecorded(command, problems)) engine.recordRefusal(command, problems, studyOf(parsed.data))
      return refused(problems)
    }
  }
}

/** What was not changed although it was asked for, and what was asked for without the right to it. */
const isRecorded = (command: EngineCommand, problems: readonly Problem[]): boolean =>
  isChange(command) || problems[0]?.code === 'permission/denied'

const isChange = (command: EngineCommand): boolean => !['none', 'open'].includes(permissions[command].need)

/** The study a change was asked for, so that the study's own trail holds the refusal. */
const studyOf = (request: object): string | null => ('studyId' in request && typeof request.studyId === 'string' ? request.studyId : null)

const refused = (problems: readonly Problem[]): Reply<unknown> => ({ ok: false, problems })

function badRequest(command: string, issues: readonly { readonly path: readonly PropertyKey[] }[]): Problem {
  const path = issues[0]?.path.map(String).join('.') ?? ''
  return problem('ipc/bad-request', { command }, path === '' ? undefined : { path })
}

function problemsOf(error: unknown, command: string): readonly Problem[] {
  if (error instanceof Refusal) return error.problems
  // The message stays here: it could hold a path or a value.
  return [problem('engine/internal', { command })]
}

