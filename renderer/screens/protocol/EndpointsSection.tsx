import { Disclosure, DisclosurePanel, Button as AriaButton, Heading } from 'react-aria-components'
import { formatPercent } from '../../../shared/words/en/numbers.ts'
import { quantityNames } from '../../../shared/words/en/quantities.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { raterWords } from '../../../shared/words/en/screens-raters.ts'
import { Button, Icon, Select } from '../../kit/index.ts'
import { agreementOptions, isAgreement } from './agreement-options.ts'
import { freeId, idsAt, listAt, numberAt, textAt, valueAt, type Json, type Path } from './draft.ts'
import { DraftList, DraftNumber, DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { comparisonOptions, isDifference, needsPoint, outputOptions, pointOptions, quantityOptions, statedValuesOf } from './quantity-options.ts'
import { setValue } from './slice.ts'

const words = protocolWords.endpoints

export function EndpointsSection() {
  const draft = useDraft()
  const outputs = listAt(draft, ['predictions'])
  const endpoints = listAt(draft, ['endpoints'])
  const add = () => {
    const id = freeId('endpoint_', [...idsAt(draft, ['endpoints'])])
    const prediction = textAt(outputs[0], ['id'])
    setValue(['endpoints', endpoints.length], {
      id,
      title: '',
      role: 'primary',
      estimand: { prediction },
      criterion: { bound: 'lower', comparison: '>=' },
    })
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['endpoints']}
        none={words.none}
        nameKeys={['title', 'id']}
        nameOf={words.name}
        removeLabel={words.remove}
        foot={
          <Button icon="plus" onPress={add} why={outputs.length === 0 ? words.needOutput : null}>
            {words.add}
          </Button>
        }
      >
        {(path, item) => <Endpoint path={path} item={item} />}
      </ItemList>
    </div>
  )
}

function Endpoint({ path, item }: { readonly path: Path; readonly item: Json }) {
  return (
    <div className="stack">
      <div className="form-grid">
        <div className="form-wide">
          <DraftText path={[...path, 'title']} label={words.title} />
        </div>
        <DraftText path={[...path, 'id']} label={words.id} />
        <DraftSelect path={[...path, 'role']} label={words.role} options={optionsOf(['primary', 'secondary'], words.roles)} />
        <EstimandFields path={[...path, 'estimand']} item={item} />
      </div>
      <CriterionFields path={[...path, 'criterion']} item={item} />
      <DraftText path={[...path, 'criterion', 'justification']} label={`${words.justification} (optional)`} rows={2} isOptional />
      <TraceFields path={path} />
    </div>
  )
}

function EstimandFields({ path, item }: { readonly path: Path; readonly item: Json }) {
  const draft = useDraft()
  const quantity = textAt(item, ['estimand', 'quantity'])
  const predictionId = textAt(item, ['estimand', 'prediction'])
  const output = listAt(draft, ['predictions']).find((each) => textAt(each, ['id']) === predictionId)
  return (
    <>
      <DraftSelect
        path={[...path, 'prediction']}
        label={words.output}
        options={outputOptions(draft)}
        isDisabled={isDifference(quantity) || isAgreement(quantity)}
        {...(isDifference(quantity) ? { hint: words.fromComparison } : isAgreement(quantity) ? { hint: raterWords.agreements.fromAgreement } : {})}
      />
      <DraftSelect
        path={[...path, 'quantity']}
        label={words.quantity}
        options={quantityOptions(output, draft)}
        onChoose={(next) => setValue(path, estimandFor(next, item, draft))}
      />
      {isDifference(quantity) ? (
        <DraftSelect path={[...path, 'comparison']} label={words.pair} options={comparisonOptions(quantity, draft)} />
      ) : isAgreement(quantity) ? (
        <DraftSelect path={[...path, 'agreement']} label={raterWords.agreements.pair} options={agreementOptions(quantity, draft)} />
      ) : (
        <PointField path={path} item={item} output={output} />
      )}
    </>
  )
}

/** The estimand with another quantity: what the new one needs is kept or filled in, the rest is taken out. */
function estimandFor(quantity: string, item: Json, draft: Json): Json {
  const outputs = listAt(draft, ['predictions'])
  if (isDifference(quantity)) {
    const options = comparisonOptions(quantity, draft).filter((each) => each.isDisabled !== true)
    const kept = options.find((each) => each.id === textAt(item, ['estimand', 'comparison'])) ?? options[0]
    return { quantity, ...(kept === undefined ? {} : { comparison: kept.id }) }
  }
  if (isAgreement(quantity)) {
    const options = agreementOptions(quantity, draft).filter((each) => each.isDisabled !== true)
    const kept = options.find((each) => each.id === textAt(item, ['estimand', 'agreement'])) ?? options[0]
    return { quantity, ...(kept === undefined ? {} : { agreement: kept.id }) }
  }
  const known = textAt(item, ['estimand', 'prediction'])
  const prediction = known === '' ? textAt(outputs[0], ['id']) : known
  const points = pointOptions(outputs.find((each) => textAt(each, ['id']) === prediction))
  const only = points.length === 1 && points[0]?.id !== '' ? points[0]?.id : undefined
  const point = needsPoint(quantity) ? (valueAt(item, ['estimand', 'operatingPoint']) ?? only) : undefined
  const [stated] = statedValuesOf(quantity, draft) ?? []
  return { prediction, quantity, ...(point === undefined ? {} : { operatingPoint: point }), ...(stated === undefined ? {} : { at: stated }) }
}

interface PointFieldProps {
  readonly path: Path
  readonly item: Json
  readonly output: Json | undefined
}

function PointField({ path, item, output }: PointFieldProps) {
  const error = useError(path)
  const pointError = useError([...path, 'operatingPoint'])
  const quantity = textAt(item, ['estimand', 'quantity'])
  const points = pointOptions(output)
  const point = valueAt(item, ['estimand', 'operatingPoint'])
  const isNeeded = needsPoint(quantity)
  const chosen = typeof point === 'string' ? point : points.some((each) => each.id === '') ? '' : null
  return (
    <Select
      label={words.point}
      options={points}
      value={isNeeded ? chosen : null}
      onChange={(id) => setValue([...path, 'operatingPoint'], id === '' ? undefined : id)}
      isDisabled={!isNeeded}
      error={pointError ?? error}
      {...(isNeeded || quantity === '' ? {} : { hint: words.pointNotNeeded })}
    />
  )
}

function CriterionFields({ path, item }: { readonly path: Path; readonly item: Json }) {
  const draft = useDraft()
  const error = useError(path)
  const bound = textAt(item, ['criterion', 'bound'])
  const comparison = textAt(item, ['criterion', 'comparison'])
  const goal = numberAt(item, ['criterion', 'goal'])
  const quantity = textAt(item, ['estimand', 'quantity'])
  const level = numberAt(draft, ['intervals', 'level']) ?? 0.95
  const comparisons = optionsOf(['>=', '>', '<=', '<'], words.comparisons).map((option) => {
    const isMore = option.id.startsWith('>')
    const why = bound === 'lower' && !isMore ? words.lowerNeedsMore : bound === 'upper' && isMore ? words.upperNeedsLess : null
    return why === null ? option : { ...option, isDisabled: true, note: why }
  })
  return (
    <div className="stack-tight">
      <div className="form-grid">
        <DraftSelect
          path={[...path, 'bound']}
          label={words.bound}
          options={optionsOf(['lower', 'upper'], words.bounds)}
          onChoose={(next) => {
            const justification = valueAt(item, ['criterion', 'justification'])
            setValue(path, {
              bound: next,
              comparison: next === 'lower' ? '>=' : '<=',
              ...(goal === null ? {} : { goal }),
              ...(justification === undefined ? {} : { justification }),
            })
          }}
        />
        <DraftSelect path={[...path, 'comparison']} label={words.comparison} options={comparisons} />
        <DraftNumber path={[...path, 'goal']} label={words.goal} />
      </div>
      {error !== null && <p className="field-error">{error}</p>}
      {goal !== null && quantity !== '' && (
        <p className="protocol-sentence">
          {words.sentence(formatPercent(level, level * 100 === Math.round(level * 100) ? 0 : 1), bound, nameOf(quantity), signs[comparison] ?? comparison, String(goal))}
        </p>
      )}
    </div>
  )
}

const signs: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' }
const nameOf = (quantity: string): string => {
  const name = quantityNames[quantity] ?? quantity
  return /^[A-Z][a-z]/.test(name) && !name.startsWith('Brier') ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

function TraceFields({ path }: { readonly path: Path }) {
  return (
    <Disclosure className="disclosure">
      <Heading level={4} className="disclosure-head">
        <AriaButton slot="trigger" className="disclosure-button">
          <Icon name="chevronRight" size={12} />
          {words.trace}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <div className="form-grid disclosure-panel">
          <DraftList path={[...path, 'claimIds']} label={words.claimIds} hint={words.idsHint} isOptional />
          <DraftList path={[...path, 'hazardIds']} label={words.hazardIds} hint={words.idsHint} isOptional />
          <DraftList path={[...path, 'riskControlIds']} label={words.riskControlIds} hint={words.idsHint} isOptional />
          <DraftList path={[...path, 'requirementIds']} label={words.requirementIds} hint={words.idsHint} isOptional />
        </div>
      </DisclosurePanel>
    </Disclosure>
  )
}
