import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { compose } from '../../shared/report/compose.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { signatureFields } from '../pdf/fields.ts'
import { assembleRevision0, signatureFieldNames } from '../pdf/signing/revision-0.ts'
import type { ActionContext } from './context.ts'
import { gatherReport } from './report-input.ts'

/** The unsigned document: the report tree on paper, with its machine-readable copies attached and empty signature fields. */
export async function renderRevision0(context: ActionContext, studyId: StudyId) {
  const { input, resultSha256 } = gatherReport(context, studyId)
  const tree = compose(input)
  const page = await context.host.render(tree, {
    title: tree.title,
    author: context.workspace.session.fullName,
    createdAt: input.generatedAt,
    study: input.study.name,
    appVersion: input.appVersion,
  }).result
  const json = (value: unknown) => new TextEncoder().encode(canonicalJson(value))
  const revision0 = await assembleRevision0(page, {
    fields: visibleFields(),
    attachments: [
      { name: 'results.json', mediaType: 'application/json', description: 'Results with full precision (RFC 8785)', bytes: json(input.results) },
      { name: 'protocol.json', mediaType: 'application/json', description: 'Locked protocol (RFC 8785)', bytes: json(input.protocol) },
    ],
    at: input.generatedAt,
  })
  return { input, resultSha256, revision0 }
}

function visibleFields() {
  const names: Readonly<Record<string, string>> = {
    Author: signatureFieldNames.author,
    Reviewer: signatureFieldNames.reviewer,
    Approver: signatureFieldNames.approver,
  }
  return signatureFields().flatMap((field) => {
    const name = names[field.name]
    return name === undefined ? [] : [{ name, tooltip: field.name, page: field.page, rect: field.rect }]
  })
}
