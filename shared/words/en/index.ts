import * as dates from './dates.ts'
import * as labels from './labels.ts'
import * as methods from './methods.ts'
import * as numbers from './numbers.ts'
import * as people from './people.ts'
import * as problems from './problems.ts'
import * as quantities from './quantities.ts'
import * as report from './report.ts'

/** English, whole: problems, numbers, dates, labels, and what the report says. */
export const en = { ...report, ...quantities, ...methods, ...labels, ...people, ...problems, ...numbers, ...dates }
