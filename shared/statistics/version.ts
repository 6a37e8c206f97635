/** Enters every result. Changes whenever any number may change. */
export const STATISTICS_VERSION = '1.0.0'
