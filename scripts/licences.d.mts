export function packageDirectories(moduleIds: Iterable<string>): Set<string>
export function writeLicences(bundled: ReadonlySet<string>, into: string): void
