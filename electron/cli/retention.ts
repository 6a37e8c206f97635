import type { Response } from '../../shared/ipc/contract.ts'
import { formatDay } from '../../shared/words/en/dates.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { retentionWords as words } from '../../shared/words/en/retention.ts'
import { ExitCode, say, sayJson } from './output.ts'
import { credentials, type PersonOptions, withEngine } from './session.ts'

type Classes = Response<'retention.policy'>['classes']
type Data = Response<'retention.study'>['data'][number]
type Hold = Response<'retention.study'>['holds'][number]

const day = (at: string): string => formatDay(at, 0)

/** `probity retention`: what the window shows of periods, holds and disposals, of the studies that this person may see. */
export async function retention(workspace: string, options: PersonOptions): Promise<ExitCode> {
  const who = await credentials(workspace, options)
  return withEngine(true, async ({ call, grant }) => {
    await call('workspace.choose', { folder: grant(workspace) })
    await call('workspace.unlock', { personId: who.personId, passphrase: who.passphrase })
    const { classes } = await call('retention.policy', {})
    const studies = []
    for (const { id, name } of await call('study.list', {})) studies.push({ id, name, ...(await call('retention.study', { studyId: id })) })
    if (options.json) sayJson({ classes, studies })
    else {
      for (const each of classes) say(classLine(each))
      for (const { name, data, holds } of studies) {
        say(`\n${name}`)
        for (const each of holds) say(`  ${holdLine(each)}`)
        for (const each of data) dataLines(each).forEach((line, i) => say(`${i === 0 ? '  ' : '    '}${line}`))
        if (data.length === 0) say(`  ${words.empty}`)
      }
    }
    return ExitCode.fine
  })
}

function classLine({ kind, set, suggestedYears }: Classes[number]): string {
  const name = words.className[kind]
  return set === null ? `${name}: ${words.notSet(suggestedYears)}` : `${name}: ${words.forYears(set.years)}. ${words.setBy(set.by, day(set.at))}: ${set.rationale}`
}

function holdLine({ on, reason, by, at }: Hold): string {
  return `${words.hold}: ${on === null ? words.holdOnStudy : words.version(on.kind, on.version)}. ${reason} (${words.holdBy(by, day(at))})`
}

function dataLines({ kind, version, nRows, importedAt, kept, blocker, disposal, sha256 }: Data): string[] {
  const head = `${words.version(kind, version)}, ${words.rows(nRows)}, ${words.imported(day(importedAt))}, record ${sha256.slice(0, 16)}`
  if (disposal !== null) return [head, `${words.disposed(day(disposal.at), disposal.asked, disposal.witnessed)}: ${disposal.reason} (certificate ${disposal.sha256.slice(0, 16)})`]
  const until = kept === null ? words.unset : kept.isOver ? words.over(day(kept.until)) : words.until(day(kept.until))
  return blocker === null ? [head, until] : [head, until, problemText(blocker).sentence]
}
