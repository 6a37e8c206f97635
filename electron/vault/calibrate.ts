import { assertAcceptable, KDF_FLOOR, stretch, type KdfParameters } from './primitives.ts'

const LEAST_MS = 500
const MOST_MS = 1000
/** Beyond this, passes are added: not every workstation of the team has as much memory as the first. */
const MOST_MEMORY_KIB = 262_144

/** Milliseconds that one derivation takes. */
export type MeasureKdf = (kdf: KdfParameters) => Promise<number>

/**
 * Parameters for which one derivation takes between half a second and one on this machine, never below the floor
 * (SPEC.md, VLT-15). Memory is doubled first, then passes are added. On a slow machine the floor stays the floor.
 */
export async function calibrateKdf(measure: MeasureKdf = measureHere): Promise<KdfParameters> {
  let kdf = KDF_FLOOR
  let ms = await measure(kdf)
  while (ms < LEAST_MS && 2 * ms <= MOST_MS && 2 * kdf.memoryKiB <= MOST_MEMORY_KIB) {
    kdf = { ...kdf, memoryKiB: 2 * kdf.memoryKiB }
    ms = await measure(kdf)
  }
  if (ms < LEAST_MS) {
    const msOfPass = Math.max(ms, 1) / kdf.iterations
    const iterations = Math.min(64, Math.max(kdf.iterations, Math.ceil(LEAST_MS / msOfPass)))
    kdf = { ...kdf, iterations }
  }
  assertAcceptable(kdf)
  return kdf
}

async function measureHere(kdf: KdfParameters): Promise<number> {
  const start = performance.now()
  await stretch(new Uint8Array(16), new Uint8Array(16), kdf)
  return performance.now() - start
}
