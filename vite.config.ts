// One build, three environments: the page, everything that runs on Node, and the preload.
// Every Node output lies two folders below the project, as its sources do (out/main, out/chunks, electron/files …):
// `new URL('../../resources/', import.meta.url)` names the same folder from source, from the build and in the package.
import { existsSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite'
import { nodeEntries, outputDirectory, preloadEntries } from './scripts/entries.mjs'
import { packageDirectories, writeLicences } from './scripts/licences.mjs'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Only these stay packages at run time: native, or reading files beside themselves. They are the `dependencies`. */
const external = ['electron', /^better-sqlite3(\/|$)/, /^@react-pdf\//, /^react(\/|$)/, /^node:/, ...builtinModules]

const present = (entries: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, at(file)] as const)
      .filter(([, file]) => existsSync(file)),
  )

function onNode(entries: Record<string, string>, format: 'es' | 'cjs', extension: string): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true },
    build: {
      outDir: at(outputDirectory),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: present(entries),
        external,
        platform: 'node',
        output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: `chunks/[name]-[hash].${extension}` },
      },
    },
  }
}

/** The page speaks two languages; the library's other thirty-two stay out of it. */
const locales: Plugin = {
  ...optimizeLocales.vite({ locales: ['en-US', 'de-DE'] }),
  enforce: 'pre',
  applyToEnvironment: (environment) => environment.name === 'client',
}

const bundled = new Set<string>()

/** Remembers which packages went into any of the bundles; their licences are written at the end. */
const whatIsBundled: Plugin = {
  name: 'probity-bundled-packages',
  sharedDuringBuild: true,
  generateBundle(_options, bundle) {
    for (const output of Object.values(bundle)) {
      if (output.type === 'chunk') packageDirectories(output.moduleIds).forEach((directory) => bundled.add(directory))
    }
  },
}

export default defineConfig({
  root: at('./renderer'),
  base: './',
  publicDir: false,
  cacheDir: at('./node_modules/.cache/vite'),
  plugins: [react(), locales, whatIsBundled],
  builder: {
    async buildApp(builder) {
      rmSync(at(outputDirectory), { recursive: true, force: true })
      // One after the other: three at once are no faster on two cores and need three times the memory. The page comes
      // last, so that one that does not build leaves a command line that works.
      for (const name of ['node', 'preload', 'client']) {
        const environment = builder.environments[name]
        const input = environment?.config.build.rolldownOptions.input ?? {}
        if (environment !== undefined && Object.keys(input).length > 0) await builder.build(environment)
      }
      writeLicences(bundled, at(outputDirectory))
    },
  },
  environments: {
    client: {
      build: {
        outDir: at(`${outputDirectory}/renderer`),
        emptyOutDir: true,
        target: 'chrome130',
        // Inlined assets would be data: addresses, which the content security policy refuses.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: present({ index: './renderer/index.html' }) },
      },
    },
    node: onNode(nodeEntries, 'es', 'js'),
    preload: onNode(preloadEntries, 'cjs', 'cjs'),
  },
})
