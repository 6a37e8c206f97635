import { readFileSync } from 'node:fs'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { SceneView } from '../../renderer/figures/SceneView.tsx'
import { rocScene } from '../../shared/report/figures/roc.ts'
import { tones } from '../../shared/report/scene.ts'
import { demoProtocol, evaluateDemo } from './fixture.ts'

const roc = rocScene(evaluateDemo(demoProtocol), demoProtocol)

describe('figures on the page', () => {
  test('FIG-7: one image with its alternative, no style attribute, buttons only when asked for', () => {
    if (roc === null) throw new Error('no figure')
    const still = renderToStaticMarkup(<SceneView scene={roc} />)
    expect(still).not.toMatch(/ style=|role="button"/)
    expect(still).toMatch(/<g role="img" aria-labelledby="[^"]+" aria-describedby="[^"]+"><title/)
    const live = renderToStaticMarkup(<SceneView scene={roc} onSelect={() => undefined} />)
    expect(live.match(/role="button" tabindex="0"/g)?.length).toBe(roc.hits.length)
    expect(live).not.toContain(' style=')
  })

  test('FIG-7: every tone has a colour in both themes', () => {
    const css = readFileSync(new URL('../../renderer/figures/scene.css', import.meta.url), 'utf8')
    for (const tone of tones) {
      expect(css.split(`--scene-${tone}: #`).length, tone).toBe(3)
      expect(css).toContain(`.fill-${tone} {`)
    }
  })
})
