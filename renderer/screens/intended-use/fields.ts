export const fieldIds = [
  'problem',
  'users',
  'careSetting',
  'population',
  'limitations',
  'workflow',
  'riskFileReferences',
] as const
export type FieldId = (typeof fieldIds)[number]
