/** Lengths of the page in points: A4, origin top left unless said otherwise. */
export const page = { width: 595.28, height: 841.89, left: 40, right: 40, top: 56, bottom: 48 } as const

export const contentWidth = page.width - page.left - page.right

/** The three signature boxes stand at fixed places at the foot of the last page. */
export const signatureBox = { first: 452, step: 114, labelHeight: 14, height: 86 } as const

export const signatureNames = ['Author', 'Reviewer', 'Approver'] as const

/** Top of box `index`, below its label. */
export const boxTop = (index: number): number => signatureBox.first + index * signatureBox.step + signatureBox.labelHeight
