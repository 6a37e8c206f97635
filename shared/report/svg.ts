import type { Hit, Mark, Scene, Tone } from './scene.ts'

/** Colours on white paper and in exported figures; the page has its own, by theme, behind the same names. */
export const paperTones: Readonly<Record<Tone, string>> = {
  ink: '#16202c',
  muted: '#55606e',
  faint: '#9aa3ae',
  grid: '#e4e8ec',
  surface: '#ffffff',
  accent: '#1f5fa8',
  'accent-tint': '#e9f0f8',
  second: '#7b3f98',
  third: '#6b5b3e',
  met: '#0f7173',
  'met-tint': '#e0f2f1',
  'not-shown': '#8a5a00',
  'not-shown-tint': '#fbf0d4',
  excluded: '#8c0a2e',
  'excluded-tint': '#fbe4e9',
  'not-evaluable': '#4a5563',
  'not-evaluable-tint': '#eceff2',
  code: '#000000',
  'code-ground': '#ffffff',
}

/** Dash lengths in points. */
export const dashes = { dashed: '3 2', dotted: '1 1.6' } as const

export const escapeXml = (text: string): string =>
  text
    // Signs that XML 1.0 does not allow at all.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

type Attributes = Readonly<Record<string, string | number | undefined>>

const tag = (name: string, attributes: Attributes, content?: string): string => {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('')
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`
}

const colour = (tone: Tone | undefined): string => (tone === undefined ? 'none' : paperTones[tone])

function markSvg(mark: Mark): string {
  switch (mark.kind) {
    case 'line': {
      const { x1, y1, x2, y2 } = mark
      return tag('line', { x1, y1, x2, y2, stroke: colour(mark.stroke), 'stroke-width': mark.width, ...dashOf(mark) })
    }
    case 'rect': {
      const { x, y, width, height, radius: rx } = mark
      return tag('rect', { x, y, width, height, rx, fill: colour(mark.fill), stroke: colour(mark.stroke), 'stroke-width': mark.strokeWidth })
    }
    case 'path':
      return tag('path', { d: mark.d, fill: colour(mark.fill), stroke: colour(mark.stroke), 'stroke-width': mark.width, ...dashOf(mark) })
    case 'circle': {
      const { cx, cy, r } = mark
      return tag('circle', { cx, cy, r, fill: colour(mark.fill), stroke: colour(mark.stroke), 'stroke-width': mark.strokeWidth })
    }
    case 'text':
      return tag(
        'text',
        {
          x: mark.x,
          y: mark.y,
          'font-size': mark.size,
          'font-weight': mark.weight,
          'text-anchor': mark.anchor,
          fill: colour(mark.tone),
          transform: mark.turned ? `rotate(-90 ${mark.x} ${mark.y})` : undefined,
        },
        escapeXml(mark.text),
      )
  }
}

const dashOf = (mark: { readonly dash?: keyof typeof dashes }): Attributes =>
  mark.dash === undefined ? {} : { 'stroke-dasharray': dashes[mark.dash] }

/** A stand-alone SVG file of a figure: text alternative inside, no script, no style element. */
export function sceneToSvg(scene: Scene): string {
  const { width, height } = scene
  const head = tag('title', {}, escapeXml(scene.title)) + tag('desc', {}, escapeXml(scene.description))
  const paper = tag('rect', { x: 0, y: 0, width, height, fill: paperTones.surface })
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'font-family': "'IBM Plex Sans', sans-serif",
  }
  return `${tag('svg', attributes, `${head}${paper}\n${scene.marks.map(markSvg).join('\n')}\n`)}\n`
}

const hitText = (hit: Hit): string => `hit ${hit.x} ${hit.y} ${hit.width} ${hit.height} ${hit.estimateId} | ${hit.label}`

/** One line a mark: what snapshot tests compare and people review. */
export function sceneToText(scene: Scene): string {
  const marks = scene.marks.map((mark) =>
    Object.values(mark)
      .map((value) => (typeof value === 'string' && value.includes(' ') ? JSON.stringify(value) : String(value)))
      .join(' '),
  )
  return [`scene ${scene.width} ${scene.height} ${scene.title}`, scene.description, ...marks, ...scene.hits.map(hitText)].join('\n')
}
