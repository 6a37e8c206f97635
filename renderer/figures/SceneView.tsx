import { type KeyboardEvent, type ReactElement, useId } from 'react'
import type { Hit, Mark, Scene, Tone } from '../../shared/report/scene.ts'
import { dashes } from '../../shared/report/svg.ts'
import './scene.css'

export interface SceneViewProps {
  readonly scene: Scene
  /** Given: areas that stand for an estimate can be focused and pressed. */
  readonly onSelect?: (estimateId: string) => void
}

const strokeClass = (tone: Tone | undefined): string => `stroke-${tone ?? 'none'}`
const fillClass = (tone: Tone | undefined): string => `fill-${tone ?? 'none'}`
const both = (mark: { readonly fill?: Tone; readonly stroke?: Tone }): string => `${fillClass(mark.fill)} ${strokeClass(mark.stroke)}`

const dashOf = (mark: { readonly dash?: keyof typeof dashes }): string | undefined =>
  mark.dash === undefined ? undefined : dashes[mark.dash]

function MarkView({ mark }: { readonly mark: Mark }): ReactElement {
  switch (mark.kind) {
    case 'line': {
      const { x1, y1, x2, y2 } = mark
      return <line className={strokeClass(mark.stroke)} x1={x1} y1={y1} x2={x2} y2={y2} strokeWidth={mark.width} strokeDasharray={dashOf(mark)} />
    }
    case 'rect': {
      const { x, y, width, height, radius } = mark
      return <rect className={both(mark)} x={x} y={y} width={width} height={height} rx={radius} strokeWidth={mark.strokeWidth} />
    }
    case 'path':
      return <path className={both(mark)} d={mark.d} strokeWidth={mark.width} strokeDasharray={dashOf(mark)} />
    case 'circle':
      return <circle className={both(mark)} cx={mark.cx} cy={mark.cy} r={mark.r} strokeWidth={mark.strokeWidth} />
    case 'text':
      return (
        <text
          className={fillClass(mark.tone)}
          x={mark.x}
          y={mark.y}
          fontSize={mark.size}
          fontWeight={mark.weight}
          textAnchor={mark.anchor}
          transform={mark.turned ? `rotate(-90 ${mark.x} ${mark.y})` : undefined}
        >
          {mark.text}
        </text>
      )
  }
}

function HitView({ hit, onSelect }: { readonly hit: Hit; readonly onSelect: (estimateId: string) => void }): ReactElement {
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    onSelect(hit.estimateId)
  }
  return (
    <rect
      className="scene-hit"
      role="button"
      tabIndex={0}
      aria-label={hit.label}
      x={hit.x}
      y={hit.y}
      width={hit.width}
      height={hit.height}
      rx={2}
      onClick={() => onSelect(hit.estimateId)}
      onKeyDown={press}
    />
  )
}

/** Pixels for one unit of a scene: its text of 7 units then has 11 pixels. A narrow place shrinks the drawing. */
const pixels = 1.6

/**
 * Draws a scene as SVG: presentation attributes and classes only, because the content security policy refuses style
 * attributes. The drawing is one image with a text alternative; pressable areas stand beside it, not inside.
 */
export function SceneView({ scene, onSelect }: SceneViewProps): ReactElement {
  const id = useId()
  return (
    <svg className="scene" viewBox={`0 0 ${scene.width} ${scene.height}`} width={scene.width * pixels} height={scene.height * pixels}>
      <g role="img" aria-labelledby={`${id}-title`} aria-describedby={`${id}-description`}>
        <title id={`${id}-title`}>{scene.title}</title>
        <desc id={`${id}-description`}>{scene.description}</desc>
        {scene.marks.map((mark, i) => (
          <MarkView key={i} mark={mark} />
        ))}
      </g>
      {onSelect === undefined ? null : scene.hits.map((hit, i) => <HitView key={i} hit={hit} onSelect={onSelect} />)}
    </svg>
  )
}
