// What is built from what: output name (without extension, below out/) → source file.
export const outputDirectory = './out'

export const nodeEntries = {
  'main/main': './electron/main.ts',
  'engine/process': './electron/engine/process.ts',
  'workers/evaluation': './electron/workers/evaluation.ts',
  'workers/replicates': './electron/workers/replicates.ts',
  'workers/rendering': './electron/workers/rendering.ts',
  'workers/integrity': './electron/workers/integrity.ts',
  'workers/second-integrity': './verifier/integrity-thread.ts',
  'workers/intake': './electron/workers/intake.ts',
  'cli/main': './electron/cli/main.ts',
}

export const preloadEntries = { 'preload/preload': './electron/preload.ts' }

export const pageEntries = { 'renderer/index': './renderer/index.html' }

/** [source, output] of every entry. */
export const allEntries = [
  ...Object.entries(nodeEntries).map(([name, source]) => [source, `${outputDirectory}/${name}.js`]),
  ...Object.entries(preloadEntries).map(([name, source]) => [source, `${outputDirectory}/${name}.cjs`]),
  ...Object.entries(pageEntries).map(([name, source]) => [source, `${outputDirectory}/${name}.html`]),
]
