import { countText, operatingPointText, outputLabel } from '../../../shared/report/printed.ts'
import type { ConfusionTable } from '../../../shared/vocabulary/results.ts'
import { reviewWords } from '../../../shared/words/en/screens-results.ts'
import { Card } from '../../kit/index.ts'
import { EstimateNumber } from './EstimateNumber.tsx'
import { wholeCohortTables } from './arrange.ts'
import { useReview } from './review-data.ts'

const words = reviewWords.confusion

/** 2×2 tables with the fractions that rest on them at their margins. */
export function ConfusionTables() {
  const { results } = useReview()
  const tables = wholeCohortTables(results)
  return (
    <Card title={words.title}>
      {tables.length === 0 ? (
        <p className="muted">{words.none}</p>
      ) : (
        <div className="confusion-tables">
          {tables.map((table) => (
            <TwoByTwo key={table.id} table={table} />
          ))}
        </div>
      )}
    </Card>
  )
}

function TwoByTwo({ table }: { readonly table: ConfusionTable }) {
  const { protocol } = useReview()
  const label = [
    outputLabel(protocol, table.prediction),
    operatingPointText(protocol, table.prediction, table.operatingPoint),
  ].join(' · ')
  return (
    <table className="two-by-two">
      <caption>{label}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{words.present}</th>
          <th scope="col">{words.absent}</th>
          <th scope="col">{words.predictive}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{words.positive}</th>
          <td className="number two-by-two-agree">{countText(table.tp)}</td>
          <td className="number">{countText(table.fp)}</td>
          <td className="number">
            <Fraction table={table} quantity="ppv" label={words.ppv} />
          </td>
        </tr>
        <tr>
          <th scope="row">{words.negative}</th>
          <td className="number">{countText(table.fn)}</td>
          <td className="number two-by-two-agree">{countText(table.tn)}</td>
          <td className="number">
            <Fraction table={table} quantity="npv" label={words.npv} />
          </td>
        </tr>
        <tr>
          <th scope="row">{words.correct}</th>
          <td className="number">
            <Fraction table={table} quantity="sensitivity" label={words.sensitivity} />
          </td>
          <td className="number">
            <Fraction table={table} quantity="specificity" label={words.specificity} />
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  )
}

interface FractionProps {
  readonly table: ConfusionTable
  readonly quantity: 'sensitivity' | 'specificity' | 'ppv' | 'npv'
  readonly label: string
}

function Fraction({ table, quantity, label }: FractionProps) {
  const { results } = useReview()
  const estimate = results.estimates.find(
    (each) =>
      each.quantity === quantity &&
      each.prediction === table.prediction &&
      each.operatingPoint === table.operatingPoint &&
      each.subgroup === undefined,
  )
  if (estimate === undefined) return '–'
  return (
    <>
      <span className="muted small">{label} </span>
      <EstimateNumber estimate={estimate} part="x-of" />
    </>
  )
}
