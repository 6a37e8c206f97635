import type { ReactNode } from 'react'
import type { Analyses } from '../../../shared/vocabulary/protocol.ts'
import { analysisNames } from '../../../shared/words/en/report.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { Checkbox } from '../../kit/index.ts'
import { isObject, valueAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftNumber, DraftSelect, optionsOf, useDraft } from './DraftFields.tsx'
import { whyNotAnalysis } from './quantity-options.ts'
import { setValue } from './slice.ts'

const words = protocolWords.analysis

type Name = keyof Analyses
const names = Object.keys(analysisNames) as Name[]

/** What ticking a box writes; its parameters can be changed below it. */
const asked: Readonly<Record<Name, Json>> = {
  tableMeasures: true,
  discrimination: {},
  flexibleCalibration: { smoother: 'loess', bins: 10 },
  netBenefit: { thresholds: [0.1, 0.2, 0.3, 0.4, 0.5] },
  statedPrevalence: [0.1],
  missingDataSensitivity: true,
  tippingPoint: true,
  operational: true,
  calibrationTests: true,
  subgroupContrasts: true,
}

/** One box an analysis, with its parameters; what the outputs cannot give is greyed out and says why. */
export function AskedAnalyses() {
  const draft = useDraft()
  return (
    <fieldset className="protocol-group">
      <legend>{words.asked}</legend>
      <p className="muted">{words.askedIntro}</p>
      {names.map((name) => (
        <Asked key={name} name={name} why={whyNotAnalysis(name, draft)} />
      ))}
    </fieldset>
  )
}

function Asked({ name, why }: { readonly name: Name; readonly why: string | null }) {
  const draft = useDraft()
  const path: Path = ['analyses', name]
  const value = valueAt(draft, path)
  const isAsked = value !== undefined && value !== false
  const toggle = (wanted: boolean) => {
    if (wanted) return setValue(path, asked[name])
    const all = valueAt(draft, ['analyses'])
    const isLast = isObject(all) && Object.keys(all).every((key) => key === name)
    setValue(isLast ? ['analyses'] : path, undefined)
  }
  const Parameters = parameters[name]
  return (
    <div className="stack-tight">
      {/* What was asked for before the outputs changed can still be taken out. */}
      <Checkbox isSelected={isAsked} onChange={toggle} isDisabled={why !== null && !isAsked}>
        {analysisNames[name]}
        {why !== null && <span className="muted small"> {why}</span>}
      </Checkbox>
      {isAsked && Parameters !== undefined && (
        <div className="protocol-part">
          <div className="form-grid">
            <Parameters path={path} />
          </div>
        </div>
      )}
    </div>
  )
}

function YoudenCutOffs({ path }: { readonly path: Path }) {
  const isAsked = valueAt(useDraft(), path) === true
  return (
    <Checkbox isSelected={isAsked} onChange={(wanted) => setValue(path, wanted ? true : undefined)}>
      {words.youdenCutOffs}
    </Checkbox>
  )
}

const parameters: Partial<Record<Name, (props: { readonly path: Path }) => ReactNode>> = {
  discrimination: ({ path }) => (
    <>
      <DraftList path={[...path, 'fixedSpecificity']} label={words.fixedSpecificity} hint={words.listHint} isNumeric isOptional />
      <DraftList path={[...path, 'fixedSensitivity']} label={words.fixedSensitivity} hint={words.listHint} isNumeric isOptional />
      <DraftNumber path={[...path, 'partialSpecificityFrom']} label={`${words.partialSpecificityFrom} (optional)`} />
      <DraftNumber path={[...path, 'partialSensitivityFrom']} label={`${words.partialSensitivityFrom} (optional)`} />
      <YoudenCutOffs path={[...path, 'youdenCutOffs']} />
    </>
  ),
  flexibleCalibration: ({ path }) => (
    <>
      <DraftSelect
        path={[...path, 'smoother']}
        label={words.smoother}
        hint={words.smootherHint}
        options={optionsOf(['loess', 'restricted-cubic-spline'], words.smoothers)}
      />
      <DraftNumber path={[...path, 'bins']} label={words.bins} isInteger minimum={2} />
    </>
  ),
  netBenefit: ({ path }) => <DraftList path={[...path, 'thresholds']} label={words.thresholds} hint={words.listHint} isNumeric />,
  statedPrevalence: ({ path }) => <DraftList path={path} label={words.prevalences} hint={words.listHint} isNumeric />,
}
