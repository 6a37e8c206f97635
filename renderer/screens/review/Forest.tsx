import { useMemo, useState } from 'react'
import { countText, estimandText, fixedText, givenText, printedPart } from '../../../shared/report/printed.ts'
import { reviewWords } from '../../../shared/words/en/screens-results.ts'
import { Card, DataTable, RadioGroup, Select } from '../../kit/index.ts'
import { EstimateNumber } from './EstimateNumber.tsx'
import { FigureExport } from './Figures.tsx'
import { ForestBar } from './ForestBar.tsx'
import { type Forest as ForestData, type ForestOrder, type ForestRow, forestOf, forestScale, forestTargets, targetKey } from './arrange.ts'
import { useReview } from './review-data.ts'

const words = reviewWords.subgroups

/** Prespecified subgroups of one estimand, the whole cohort first. What cannot be estimated keeps its row and says why. */
export function Forest() {
  const { results, protocol } = useReview()
  const targets = useMemo(() => forestTargets(results), [results])
  const [key, setKey] = useState<string | null>(null)
  const [order, setOrder] = useState<ForestOrder>('protocol')
  const target = targets.find((each) => targetKey(each) === key) ?? targets[0]
  if (protocol.subgroups.length === 0) return <p className="muted">{words.none}</p>
  if (target === undefined) return <p className="muted">{words.noneForQuantity}</p>
  const forest = forestOf(results, protocol, target, order, words.overall)
  return (
    <Card title={words.title}>
      <div className="forest-choices">
        <Select
          label={words.target}
          options={targets.map((each) => ({ id: targetKey(each), label: labelOf(each) }))}
          value={targetKey(target)}
          onChange={setKey}
        />
        <RadioGroup
          label={words.sort}
          options={(['protocol', 'worst'] as const).map((id) => ({ id, label: words.orders[id] }))}
          value={order}
          onChange={setOrder}
          inRow
        />
      </div>
      <ForestTable forest={forest} />
      <ForestLegend forest={forest} label={labelOf(target)} />
    </Card>
  )

  function labelOf(each: (typeof targets)[number]): string {
    return estimandText(protocol, {
      quantity: each.quantity,
      ...(each.prediction === undefined ? {} : { prediction: each.prediction }),
      ...(each.operatingPoint === undefined ? {} : { operatingPoint: each.operatingPoint }),
      ...(each.comparison === undefined ? {} : { comparison: each.comparison }),
      ...(each.agreementOf === undefined ? {} : { agreementOf: each.agreementOf }),
      ...(each.stated === undefined ? {} : { id: `@${each.stated}` }),
    })
  }
}

function ForestTable({ forest }: { readonly forest: ForestData }) {
  const { digits } = useReview()
  const scale = forestScale(forest)
  const rows = [...(forest.overall ? [forest.overall] : []), ...forest.rows]
  const whole = forest.overall?.estimate.value ?? null
  const repeats = (row: ForestRow, index: number): boolean => row.subgroup !== null && rows[index - 1]?.subgroup === row.subgroup
  return (
    <DataTable
      label={words.table}
      rows={rows}
      rowKey={({ estimate }) => estimate.id}
      columns={[
        {
          id: 'subgroup',
          title: words.subgroup,
          className: 'forest-subgroup',
          cell: (row, index) =>
            row.subgroup !== null && (
              <span className={repeats(row, index) ? 'visually-hidden' : ''}>{row.subgroup}</span>
            ),
        },
        { id: 'level', title: words.level, isRowHeader: true, cell: (row) => row.level },
        { id: 'n', title: words.n, isNumber: true, cell: ({ estimate }) => countText(estimate.denominators.n) },
        { id: 'events', title: words.events, isNumber: true, cell: ({ estimate }) => countText(estimate.denominators.present) },
        {
          id: 'plot',
          title: words.plotFrom(fixedText(scale.from, 2), fixedText(scale.to, 2)),
          className: 'forest-cell',
          cell: ({ estimate }) => <ForestBar estimate={estimate} scale={scale} goal={forest.goal} whole={whole} />,
        },
        {
          id: 'value',
          title: words.estimate,
          isNumber: true,
          className: 'forest-estimate',
          cell: ({ estimate }) => <EstimateNumber estimate={estimate} />,
        },
        {
          id: 'interval',
          title: words.interval,
          isNumber: true,
          cell: ({ estimate }) => printedPart(estimate, 'interval', digits.get(estimate.id)),
        },
      ]}
    />
  )
}

function ForestLegend({ forest, label }: { readonly forest: ForestData; readonly label: string }) {
  const { review } = useReview()
  const figure = review.forests.find((each) => each.label === label)?.scenes[0]
  return (
    <div className="row row-wrap">
      <p className="small muted grow">
        {forest.goal === null ? '' : words.legendGoal(givenText(forest.goal))} {words.legendWhole}
      </p>
      {figure && <FigureExport id={figure.id} />}
    </div>
  )
}
