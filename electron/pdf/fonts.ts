import { fileURLToPath } from 'node:url'

const files = { 400: 'Regular', 500: 'Medium', 600: 'SemiBold' } as const

/** Path of the embedded font file of a weight (IBM Plex Sans, OFL-1.1). Sources and build outputs lie two folders deep. */
export const fontFile = (weight: keyof typeof files): string =>
  fileURLToPath(new URL(`../../resources/fonts/IBMPlexSans-${files[weight]}.ttf`, import.meta.url))
