export const outputDirectory: string
export const nodeEntries: Record<string, string>
export const preloadEntries: Record<string, string>
export const pageEntries: Record<string, string>
export const allEntries: [source: string, output: string][]
