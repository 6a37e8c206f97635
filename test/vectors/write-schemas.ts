// Writes resources/schemas from the zod schemas:  node test/vectors/write-schemas.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas, schemaText } from '../../shared/evaluation/json-schemas.ts'

const folder = join(import.meta.dirname, '../../resources/schemas')
for (const [name, schema] of Object.entries(jsonSchemas())) writeFileSync(join(folder, name), schemaText(schema))
