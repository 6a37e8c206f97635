import { Results } from '../vocabulary/results.ts'
import type { EvaluationInput, Hooks } from './input.ts'
import { engineAgreement } from './engine-agreement.ts'
import { stopIfCancelled } from './input.ts'
import { judge } from './judge.ts'
import { plan } from './plan.ts'
import { refuseUncorrected } from './protocol-sampling.ts'
import { run } from './run.ts'

/**
 * Evaluates frozen examinations and sealed predictions under a locked protocol: plan → run → judge. Pure and
 * deterministic; what cannot be estimated is null with a reason. The result satisfies the Results schema.
 * Errors: Refusal (evaluation/cancelled, protocol/not-built-yet, intake/duplicate-prediction, protocol/no-such-column).
 */
export function evaluate(input: EvaluationInput, hooks: Hooks = {}): Results {
  refuseUncorrected(input.protocol)
  const numbers = run(input, plan(input.protocol), hooks)
  const verdicts = judge(input.protocol, numbers.estimates)
  stopIfCancelled(hooks)
  return Results.parse({ ...numbers, ...verdicts, engineAgreement: engineAgreement(numbers.estimates, verdicts.endpoints) })
}
