import { useEffect } from 'react'
import { planningWords as words } from '../../../../shared/words/en/screens-planning.ts'
import { useAction, useStudy } from '../../../app-state.ts'
import { Button, ProblemList } from '../../../kit/index.ts'
import { useDraft } from '../DraftFields.tsx'
import { planText } from './plan-draft.ts'
import { computePlan, openPlan, usePlan } from './plan-slice.ts'
import { PlanAnswerView, PlanInProtocol } from './PlanAnswer.tsx'
import { PlanNumber } from './PlanFields.tsx'
import { PlanItems } from './PlanItems.tsx'
import { PlanParts } from './PlanParts.tsx'

/** Sample size: typed here, computed by the engine, put into the protocol when a person says so. */
export function PlanningSection() {
  const study = useStudy()
  const draft = useDraft()
  const { studyId, plan, answer, answered, problems } = usePlan()
  const action = useAction()
  useEffect(() => openPlan(study.id, draft), [study.id, draft])
  if (studyId !== study.id) return null
  const compute = () => action.run(computePlan)
  return (
    // Undo inside these fields is the field's own: they are not part of the protocol yet.
    <div className="stack-loose" data-own-undo="">
      <p className="muted">{words.intro}</p>
      <PlanInProtocol />
      <Assumptions />
      <PlanItems />
      <PlanParts />
      <div>
        <Button kind="primary" onPress={() => void compute()} isPending={action.isBusy}>
          {words.compute}
        </Button>
      </div>
      <ProblemList problems={[...problems, ...action.problems]} />
      {answer !== null && <PlanAnswerView answer={answer} isStale={answered !== planText(plan)} />}
    </div>
  )
}

const Assumptions = () => (
  <fieldset className="protocol-group">
    <legend>{words.assumptions}</legend>
    <div className="form-grid">
      <PlanNumber path={['assumptions', 'prevalence']} label={words.prevalence} hint={words.prevalenceHint} />
      <PlanNumber path={['assumptions', 'indeterminate']} label={words.indeterminate} hint={words.indeterminateHint} />
      <PlanNumber path={['assumptions', 'missing']} label={words.missing} hint={words.missingHint} />
      <PlanNumber path={['assumptions', 'verified']} label={words.verified} hint={words.verifiedHint} />
      <PlanNumber path={['assumptions', 'clusters', 'size']} label={words.clusterSize} hint={words.clusterSizeHint} />
      <PlanNumber path={['assumptions', 'clusters', 'intraclassCorrelation']} label={words.intraclassCorrelation} hint={words.intraclassCorrelationHint} />
      <PlanNumber path={['assumptions', 'calledPositive']} label={words.calledPositive} hint={words.calledPositiveHint} />
      <PlanNumber path={['assumptions', 'assurance']} label={words.assurance} hint={words.assuranceHint} />
      <PlanNumber path={['level']} label={words.level} />
      <PlanNumber path={['planned']} label={words.planned} hint={words.plannedHint} isInteger />
    </div>
  </fieldset>
)
