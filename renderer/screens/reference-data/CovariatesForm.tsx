import type { ColumnGuess, TablePreview } from '../../../shared/ipc/views.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { dataWords, referenceDataWords as words } from '../../../shared/words/en/screens-study.ts'
import { Badge, Banner, Card, Checkbox, DataTable, RadioGroup } from '../../kit/index.ts'
import {
  type CovariateDraft,
  type DatasetDraft,
  columnsWithRole,
  keptCovariates,
  neededButNotKept,
  withCovariate,
} from './mapping-draft.ts'
import type { CovariateKind, NeededColumn } from './needed-columns.ts'

interface CovariatesFormProps {
  readonly preview: TablePreview
  readonly needed: readonly NeededColumn[]
  readonly draft: DatasetDraft
  readonly onChange: (draft: DatasetDraft) => void
}

const kinds: readonly CovariateKind[] = ['number', 'category']

/** Which columns are kept, and what each is. The guess is shown; the person confirms. */
export function CovariatesForm({ preview, needed, draft, onChange }: CovariatesFormProps) {
  const taken = columnsWithRole(draft)
  const rows = draft.covariates.filter((each) => !taken.has(each.column))
  const notKept = neededButNotKept(draft, needed)
  const change = (covariate: CovariateDraft): void => onChange(withCovariate(draft, covariate, preview))
  const guessOf = (row: CovariateDraft) => preview.columns.find((each) => each.name === row.column)
  return (
    <Card title={words.covariates}>
      <p className="muted">{words.covariatesLead}</p>
      <Banner tone="warning">{words.covariatesLeak}</Banner>
      {notKept.length > 0 && <Banner tone="error">{words.neededMissing(notKept.join(', '))}</Banner>}
      <DataTable
        label={words.covariateTable}
        rows={rows}
        rowKey={(row) => row.column}
        columns={[
          {
            id: 'keep',
            title: words.covariateKeep,
            cell: (row) => (
              <Checkbox
                label={words.covariateKeepLabel(row.column)}
                isSelected={row.keep}
                onChange={(keep) => change({ ...row, keep })}
              >
                {null}
              </Checkbox>
            ),
          },
          { id: 'name', title: words.covariateName, cell: (row) => row.column, isRowHeader: true },
          {
            id: 'kind',
            title: words.covariateKind,
            className: 'bare-label',
            cell: (row) => (
              <RadioGroup
                label={words.covariateKindLabel(row.column)}
                options={kinds.map((id) => ({ id, label: words.kinds[id] }))}
                value={row.kind}
                onChange={(kind) => change({ ...row, kind })}
                isDisabled={!row.keep}
                inRow
              />
            ),
          },
          {
            id: 'sealed',
            title: words.covariateSealed,
            cell: (row) => (
              <Checkbox label={words.covariateSealedLabel(row.column)} isSelected={row.sealed} onChange={(sealed) => change({ ...row, sealed })} isDisabled={!row.keep}>
                {null}
              </Checkbox>
            ),
          },
          { id: 'guess', title: words.covariateGuess, cell: (row) => words.guesses[guessOf(row)?.looksLike ?? 'text'] },
          { id: 'values', title: words.covariateValues, cell: (row) => valuesText(guessOf(row)) },
          {
            id: 'needed',
            title: words.covariateNeeded,
            cell: (row) => <NeededMark row={row} needed={needed} />,
          },
        ]}
      />
      {keptCovariates(draft).length > 0 && (
        <Checkbox
          isSelected={draft.covariatesConfirmed}
          onChange={(covariatesConfirmed) => onChange({ ...draft, covariatesConfirmed })}
        >
          {words.covariatesConfirm}
        </Checkbox>
      )}
    </Card>
  )
}

/** Marks a column the protocol uses; a kind that contradicts the protocol is an error in sight. */
function NeededMark({ row, needed }: { readonly row: CovariateDraft; readonly needed: readonly NeededColumn[] }) {
  const use = needed.find((each) => each.name === row.column)
  if (use === undefined) return null
  if (use.kind === null) return <Badge tone="accent">{words.needed}</Badge>
  const isWrong = row.keep && row.kind !== use.kind
  return (
    <Badge tone={isWrong ? 'error' : 'accent'} {...(isWrong ? { icon: 'error' } : {})}>
      {words.neededAs(words.kinds[use.kind].toLowerCase())}
    </Badge>
  )
}

const shownValues = 4

function valuesText(guess: ColumnGuess | undefined): string {
  if (guess === undefined) return ''
  const values = guess.distinct.slice(0, shownValues).map((each) => (each.value === '' ? dataWords.emptyCell : each.value))
  const more = guess.nDistinct > shownValues ? [words.moreValues(formatCount(guess.nDistinct - values.length))] : []
  const missing = guess.nMissing > 0 ? [dataWords.missing(formatCount(guess.nMissing))] : []
  return [...values, ...more, ...missing].join(', ')
}
