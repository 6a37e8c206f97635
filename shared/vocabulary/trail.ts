/** On paper more entries of the audit trail are not read, and laying them out takes minutes; CSV and JSON take all. */
export const mostEntriesOnPaper = 2000
