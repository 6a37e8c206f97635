import { z } from 'zod'
import { SampleSizePlan } from '../vocabulary/planning.ts'
import { Protocol } from '../vocabulary/protocol.ts'
import { Results } from '../vocabulary/results.ts'

/** The published JSON Schemas, written from the zod schemas that parse (rule SCH-1): file name → schema. */
export function jsonSchemas(): Record<'protocol.v1.schema.json' | 'results.v1.schema.json' | 'sample-size-plan.v1.schema.json', unknown> {
  return {
    'protocol.v1.schema.json': titled(Protocol, 'Probity protocol, version 1'),
    'results.v1.schema.json': titled(Results, 'Probity results, version 1'),
    'sample-size-plan.v1.schema.json': titled(SampleSizePlan, 'Probity sample size plan, version 1'),
  }
}

const titled = (schema: z.ZodType, title: string): unknown => ({
  ...z.toJSONSchema(schema, { target: 'draft-2020-12' }),
  title,
})

/** The text of a schema file. */
export const schemaText = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`
