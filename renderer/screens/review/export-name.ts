/** A name every file system takes, from the study's name. */
export function exportName(studyName: string, what: string): string {
  const plain = studyName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return `${plain === '' ? 'study' : plain}-${what}`
}
