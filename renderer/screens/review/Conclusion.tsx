import { evidenceNames } from '../../../shared/words/en/report.ts'
import { reviewWords as words } from '../../../shared/words/en/screens-results.ts'
import { call } from '../../client.ts'
import { Badge, Digest } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { ExportButton } from './ExportButton.tsx'
import { exportName } from './export-name.ts'
import { ConclusionView } from './blocks/ConclusionView.tsx'
import { useReview } from './review-data.ts'

/** The conclusion with what it rests on: evidence class, digest, and the results to take away. */
export function Conclusion({ resultSha256 }: { readonly resultSha256: string }) {
  const { study, results, review } = useReview()
  const block = review.summary.find((each) => each.kind === 'conclusion')
  return (
    <ConclusionView
      conclusion={results.conclusion}
      title={words.conclusions[results.conclusion]}
      sentence={block?.sentence ?? ''}
      level={2}
    >
      <div className="conclusion-facts">
        <Badge>{evidenceNames[results.evidenceClass] ?? results.evidenceClass}</Badge>
        <Digest sha256={resultSha256} label={words.digest} />
        <Permitted command="results.exportJson">
          <ExportButton
            purpose="results"
            fileName={exportName(study.name, 'results.json')}
            write={(file) => call('results.exportJson', { studyId: study.id, file })}
          >
            {words.exportJson}
          </ExportButton>
        </Permitted>
      </div>
    </ConclusionView>
  )
}
