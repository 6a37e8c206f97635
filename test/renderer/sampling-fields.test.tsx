import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { DraftProvider } from '../../renderer/screens/protocol/DraftFields.tsx'
import { GeneralSection } from '../../renderer/screens/protocol/GeneralSection.tsx'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { samplingWords as words } from '../../shared/words/en/screens-sampling.ts'
import { baseProtocol } from '../evaluation/study.ts'

const formOf = (more: object): string => {
  const draft = { ...baseProtocol, ...more }
  return renderToStaticMarkup(
    <DraftProvider draft={JSON.parse(JSON.stringify(draft))} problems={checkProtocol(draft).problems}>
      <GeneralSection />
    </DraftProvider>,
  )
}

describe('sampling and verification in the editor', () => {
  test('a plain study is asked for nothing more', () => {
    const form = formOf({})
    for (const text of [words.prevalence, words.weightColumn, words.method, words.decidedBy]) expect(form).not.toContain(text)
  })

  test('each design shows what undoes it, and the check’s sentence stands there', () => {
    expect(formOf({ sampling: 'enriched' })).toContain(words.prevalence)
    expect(formOf({ sampling: 'weighted' })).toMatch(/Column with the weights.*it names no column of weights/s)
    expect(formOf({ verification: 'random-fraction' })).toMatch(/verified alone would be biased/)
    const begg = formOf({ verification: 'result-dependent', verificationDesign: { method: 'begg-greenes' } })
    expect(begg).toContain(words.decidedBy)
    expect(begg).toContain('does not name the call')
    expect(begg).not.toContain(words.probabilityColumn)
    expect(formOf({ verification: 'result-dependent', verificationDesign: { method: 'inverse-probability' } })).toContain(words.probabilityColumn)
  })
})
