import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { verifyAll, verifyStore } from '../../electron/workspace/verify.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { adaNow, folderIn, openIn, type WritePath } from './path.ts'

export interface Said {
  /** Last number of the audit trail that the program had reported as saved; 0 when it had reported nothing. */
  readonly acked: number
  /** The last number that may be there: that of a transaction under way. */
  readonly most: number
  readonly done: boolean
  readonly clean: boolean
}

/** What is wrong with a workspace after a fault: nothing acknowledged may be lost, and everything has to verify. */
export async function judge(root: string, path: WritePath, said: Said): Promise<string[]> {
  try {
    if (path.mayLack === true && !existsSync(join(folderIn(root), 'workspace.json'))) {
      const lost = said.done ? ['what was reported as done is not there'] : []
      return [...lost, ...((await path.check?.(root, said)) ?? [])]
    }
    const bad: string[] = []
    const outside = await verifyStore(folderIn(root), await adaNow(root))
    bad.push(...errors('as found', outside.findings))
    let found = 0
    const workspace = await openIn(root, (opening) => void (found = opening.store.ledger.head().seq))
    try {
      const left = readdirSync(folderIn(root)).filter((name) => name.endsWith('.part'))
      if (left.length > 0) bad.push(`left behind: ${left.join(', ')}`)
      if (found < said.acked) bad.push(`lost: ${said.acked} were acknowledged and ${found} found`)
      if (found > said.most) bad.push(`more than there can be: ${found} of at most ${said.most}`)
      if (workspace.store.database.pragma('integrity_check', { simple: true }) !== 'ok') bad.push('integrity')
      bad.push(...errors('opened', (await verifyAll(workspace)).findings))
    } finally {
      workspace.close()
    }
    return [...bad, ...((await path.check?.(root, said)) ?? [])]
  } catch (error) {
    return [error instanceof Refusal ? `refused: ${errors('', error.problems).join('; ')}` : String(error)]
  }
}

const errors = (when: string, problems: Refusal['problems']): string[] =>
  problems.filter((each) => each.severity === 'error').map((each) => `${when} ${each.code} ${JSON.stringify(each.params ?? {})}`)
