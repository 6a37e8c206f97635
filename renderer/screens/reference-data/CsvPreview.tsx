import type { TablePreview } from '../../../shared/ipc/views.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { dataWords as words } from '../../../shared/words/en/screens-study.ts'
import { Card, DataTable, KeyValues, ProblemList, Select } from '../../kit/index.ts'

export type Delimiter = TablePreview['delimiter']
const delimiters = [',', ';', '\t', '|'] as const

export interface ChosenFile {
  readonly token: string
  readonly name: string
  readonly bytes: number
}

interface CsvPreviewProps {
  readonly file: ChosenFile
  readonly preview: TablePreview
  readonly onDelimiter: (delimiter: Delimiter) => void
}

/** What the file looks like, as text: nothing is turned into a number here. */
export function CsvPreview({ file, preview, onDelimiter }: CsvPreviewProps) {
  const columns = preview.headers.map((title, at) => ({
    id: String(at),
    title,
    cell: (row: readonly string[]) => row[at] ?? '',
  }))
  return (
    <Card title={words.preview}>
      <div className="csv-facts">
        <KeyValues
          items={[
            [words.facts.file, file.name],
            [words.facts.bytes, words.bytes(formatCount(file.bytes))],
            [words.facts.lineEnds, preview.lineEnds],
            [words.facts.byteOrderMark, preview.byteOrderMark ? words.facts.yes : words.facts.no],
          ]}
        />
        <Select
          label={words.delimiter.label}
          options={delimiters.map((id) => ({ id, label: words.delimiter.names[id] }))}
          value={preview.delimiter}
          onChange={onDelimiter}
        />
      </div>
      <ProblemList problems={preview.problems} />
      <p className="muted small">
        {words.previewRows(formatCount(preview.rows.length), formatCount(preview.nRowsRead), preview.complete)}
      </p>
      <DataTable
        label={words.previewLabel}
        columns={columns}
        rows={preview.rows}
        rowKey={(_row, index) => String(index)}
        density="compact"
        height="short"
        clip
      />
    </Card>
  )
}
