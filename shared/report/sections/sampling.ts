import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Results } from '../../vocabulary/results.ts'
import { samplingSentences, verificationSentences } from '../../words/en/sampling.ts'
import { samplingNames, verificationNames } from '../../words/en/report.ts'
import { countText, levelText, operatingPointText, outputLabel } from '../printed.ts'

type Designed = Pick<Protocol, 'sampling' | 'samplingDesign' | 'verification' | 'verificationDesign' | 'predictions'>

/** How the sample and the reference standard came about, and how the numbers allow for it (rule REP-30). */
export function samplingRows(protocol: Designed & Protocol): { key: string; value: string }[] {
  const { samplingDesign: design } = protocol
  return [
    { key: 'Sampling', value: [samplingNames[protocol.sampling] ?? protocol.sampling, ...samplingWords(protocol)].join('. ') },
    ...(design?.source === undefined ? [] : [{ key: 'Source of prevalence or weights', value: design.source }]),
    { key: 'Verification', value: [verificationNames[protocol.verification] ?? protocol.verification, ...verificationWords(protocol)].join('. ') },
  ]
}

function samplingWords({ sampling, samplingDesign: design }: Designed): string[] {
  if (sampling === 'consecutive') return []
  if (sampling === 'weighted') return [samplingSentences.weighted(design?.weightColumn ?? '')]
  if (design?.statedPrevalence === undefined) return [samplingSentences.enrichedUnstated]
  return [samplingSentences.enriched(levelText(design.statedPrevalence))]
}

function verificationWords(protocol: Designed & Protocol): string[] {
  const { verification, verificationDesign: design } = protocol
  if (verification === 'all' || design === undefined) return []
  const on = design.dependsOn
  const call = on === undefined ? null : [outputLabel(protocol, on.prediction), operatingPointText(protocol, on.prediction, on.operatingPoint)].filter(Boolean).join(', ')
  if (design.method === 'begg-greenes') return [verificationSentences.beggGreenes(call ?? '')]
  return [verificationSentences.inverseProbability(design.probabilityColumn ?? '')]
}

export const countsAlike = ({ sampling, verification }: Pick<Protocol, 'sampling' | 'verification'>): boolean => sampling === 'consecutive' && verification === 'all'

/** What stands under a table of estimates whose counts do not give its values (rule REP-30). */
export function weightNotes({ sampling, samplingDesign: design, verification }: Designed): string[] {
  if (sampling === 'consecutive' && verification === 'all') return []
  if (sampling === 'enriched') return [design?.statedPrevalence === undefined ? samplingSentences.unstatedNote : samplingSentences.enrichedNote(levelText(design.statedPrevalence))]
  return [samplingSentences.weightedNote]
}

/** Incomplete verification and sampling are limitations that page 1 names (rule REP-30). */
export function samplingLimitations(protocol: Designed, { estimates }: Results): string[] {
  const found: string[] = []
  if (protocol.sampling !== 'consecutive') found.push(protocol.sampling === 'enriched' ? samplingSentences.enrichedLimitation : samplingSentences.weightedLimitation)
  if (protocol.verification === 'all') return found
  const options = estimates.find((each) => each.options?.['verifiedOf'] !== undefined)?.options
  const [n, of] = [Number(options?.['verified'] ?? 0), Number(options?.['verifiedOf'] ?? 0)]
  return [...found, verificationSentences.limitation(countText(n), countText(of), protocol.verificationDesign?.method === 'begg-greenes')]
}
