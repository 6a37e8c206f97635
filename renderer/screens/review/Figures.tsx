import { reviewWords } from '../../../shared/words/en/screens-results.ts'
import { call } from '../../client.ts'
import { SceneView } from '../../figures/SceneView.tsx'
import { Card } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { ExportButton } from './ExportButton.tsx'
import { exportName } from './export-name.ts'
import { useReview } from './review-data.ts'

const words = reviewWords.figures

/** ROC, calibration and score distributions: the scenes that the paper gets. */
export function Figures() {
  const { review, open } = useReview()
  if (review.figures.length === 0) return <p className="muted">{words.none}</p>
  return (
    <div className="figure-cards">
      {review.figures.map((figure) => (
        <Card key={figure.id} level={3} title={figure.scene.title}>
          <SceneView scene={figure.scene} onSelect={open} />
          <p className="small muted">{figure.caption}</p>
          <FigureExport id={figure.id} />
        </Card>
      ))}
    </div>
  )
}

export function FigureExport({ id }: { readonly id: string }) {
  const { study } = useReview()
  return (
    <Permitted command="figure.exportSvg">
      <ExportButton
        purpose="figure"
        fileName={exportName(study.name, `${id.replace(/[^A-Za-z0-9]+/g, '-')}.svg`)}
        write={(file) => call('figure.exportSvg', { studyId: study.id, figure: id, file })}
      >
        {words.export}
      </ExportButton>
    </Permitted>
  )
}
