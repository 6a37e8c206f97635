import type { Release } from '../../../shared/vocabulary/records.ts'
import { predictionsWords } from '../../../shared/words/en/screens-study.ts'

const words = predictionsWords.release

export const releaseFields = [
  'device',
  'udiDi',
  'softwareVersion',
  'cutOffConfiguration',
  'runEnvironment',
  'ranBy',
  'ranAt',
] as const
export type ReleaseField = (typeof releaseFields)[number]

export interface ReleaseFile {
  readonly name: string
  readonly sha256: string
}

export interface ReleaseDraft {
  readonly text: Readonly<Record<ReleaseField, string>>
  readonly files: readonly ReleaseFile[]
  readonly forRelease: 'yes' | 'no' | null
}

export const firstRelease = (device: string): ReleaseDraft => ({
  text: {
    device,
    udiDi: '',
    softwareVersion: '',
    cutOffConfiguration: '',
    runEnvironment: '',
    ranBy: '',
    ranAt: '',
  },
  files: [],
  forRelease: null,
})

/** Labels of what is still empty, in the order of the form. */
export function emptyFields(draft: ReleaseDraft): readonly string[] {
  const open: string[] = releaseFields.filter((field) => draft.text[field].trim() === '').map((field) => words[field])
  return draft.forRelease === null ? [...open, words.forReleaseShort] : open
}

export function toRelease(draft: ReleaseDraft): Release | null {
  if (draft.forRelease === null || emptyFields(draft).length > 0) return null
  const { device, udiDi, softwareVersion, cutOffConfiguration, runEnvironment, ranBy, ranAt } = draft.text
  return {
    format: 'probity.release',
    version: 1,
    device: device.trim(),
    udiDi: udiDi.trim(),
    softwareVersion: softwareVersion.trim(),
    files: [...draft.files],
    cutOffConfiguration: cutOffConfiguration.trim(),
    runEnvironment: runEnvironment.trim(),
    ranBy: ranBy.trim(),
    ranAt: ranAt.trim(),
    configurationIntendedForRelease: draft.forRelease === 'yes',
  }
}
