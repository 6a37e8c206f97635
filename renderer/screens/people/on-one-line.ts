/** A distinguished name as certificates are read: one part a line there, one line here. */
export const onOneLine = (name: string): string => name.split('\n').join(', ')
