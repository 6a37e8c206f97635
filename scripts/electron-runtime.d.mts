export type ElectronRuntime = {
  directory: string
  executable: string
  version: string
  source: 'override' | 'official' | 'carrier'
  flags: string[]
  env: Record<string, string>
}
export function electronRuntime(): Promise<ElectronRuntime>
export function describeRuntime(runtime: Pick<ElectronRuntime, 'version' | 'source'>): string
