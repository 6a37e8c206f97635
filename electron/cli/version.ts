import { createRequire } from 'node:module'

/** Version of this build, from the package's manifest (two folders up from source and from the build alike). */
export const appVersion: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version
