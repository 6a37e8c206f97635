/**
 * Names of the columns that every dataset and predictions import produces, whatever the file called them.
 * Covariates keep their file names behind the prefix, so that no file column can shadow one of ours.
 */
export const EXAMINATION_ID = 'examination-id'
export const PARTICIPANT_ID = 'participant-id'
/** Text column of referenceMeanings; missing never occurs (an empty cell must be mapped). */
export const REFERENCE = 'reference'
export const SITE = 'site'
export const DEVICE = 'device'
export const STARTED_AT = 'started-at'
export const ENDED_AT = 'ended-at'
/** Of repeated predictions: number column of times in the protocol's unit, or of milliseconds since 1970 for instants. */
export const PREDICTED_AT = 'predicted-at'
export const AVAILABLE_AT = 'available-at'
/** Of instants: text column, `stated` or `none`: whether the file gave offsets from UTC. */
export const TIME_OFFSETS = 'time-offsets'
export const covariateColumn = (name: string): string => `covariate:${name}`
/** Number column of one output's score. */
export const scoreColumn = (prediction: string): string => `score:${prediction}`
/** Text column of decisionMeanings of one output. */
export const decisionColumn = (prediction: string): string => `decision:${prediction}`
/** Text column: why the prediction is missing; missing where there is one. */
export const missingReasonColumn = (prediction: string): string => `missing-reason:${prediction}`
