import type { Column, Columns } from '../vocabulary/columns.ts'
import { DEVICE, SITE, covariateColumn } from '../vocabulary/roles.ts'

/**
 * The column that a protocol means by a name (rule COH-2): the covariate of that file column name; `site` and `device`
 * mean the mapped roles where no covariate has that name. Null when there is none.
 */
export function findCovariate(columns: Columns, name: string): Column | null {
  const covariate = columns.get(covariateColumn(name))
  if (covariate) return covariate
  if (name === 'site') return columns.get(SITE) ?? null
  if (name === 'device') return columns.get(DEVICE) ?? null
  return null
}
