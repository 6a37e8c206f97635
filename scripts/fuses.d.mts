export function readFuses(executable: string): Promise<{ name: string; required: string; found: string; ok: boolean }[]>
