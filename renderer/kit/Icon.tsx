const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 015 0v2.5',
  unlock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 014.8-1',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.2v.3',
  error: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 5v3.6M8 10.8v.3',
  info: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 7.4V11M8 5v.3',
  minus: 'M3.5 8h9',
  plus: 'M8 3.5v9M3.5 8h9',
  chevronDown: 'M4 6l4 4 4-4',
  chevronRight: 'M6 4l4 4-4 4',
  chevronUp: 'M4 10l4-4 4 4',
  dots: 'M3.5 8h.1M8 8h.1M12.4 8h.1',
  undo: 'M6.5 3.5L3 7l3.5 3.5M3 7h6a4 4 0 010 7H7',
  redo: 'M9.5 3.5L13 7l-3.5 3.5M13 7H7a4 4 0 000 7h2',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  search: 'M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.5 10.5l3 3',
  folder: 'M2 4h4l1.5 2H14v7H2z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  trail: 'M3 3.5h.1M3 8h.1M3 12.5h.1M6 3.5h7.5M6 8h7.5M6 12.5h7.5',
  study: 'M5 2.5h6M6 2.5v4l-3 6a1 1 0 00.9 1.5h8.2a1 1 0 00.9-1.5l-3-6v-4M5 10h6',
  person: 'M8 8a2.8 2.8 0 100-5.6A2.8 2.8 0 008 8zM2.8 14c.4-3 2.4-4.5 5.2-4.5s4.8 1.5 5.2 4.5',
  settings: 'M2.5 5h6M11.5 5h2M10 3.5v3M2.5 11h2M7.5 11h6M6 9.5v3',
  help: 'M8 2a6 6 0 100 12A6 6 0 008 2zM6.2 6.2c.1-1 .8-1.6 1.8-1.6s1.8.7 1.8 1.6c0 1.2-1.8 1.3-1.8 2.6M8 11.2v.3',
  shield: 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM5.5 8l2 2 3-3.5',
  pencil: 'M3 13l.7-3L11 2.7 13.3 5 6 12.3zM9.5 4.2l2.3 2.3',
  play: 'M5 3l8 5-8 5z',
  circle: 'M8 3.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9z',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10',
  upload: 'M8 10.5V3M4.8 6L8 2.8 11.2 6M3 13.5h10',
  clock: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 4.5V8l2.5 1.5',
  home: 'M2.5 8L8 3l5.5 5M4 7v6.5h8V7',
  eye: 'M1.5 8C3 5 5.3 3.5 8 3.5S13 5 14.5 8C13 11 10.7 12.5 8 12.5S3 11 1.5 8zM8 6a2 2 0 100 4 2 2 0 000-4z',
  brand: 'M2.5 13.5V2.5M2.5 13.5h11M3.5 12.5c1-6 4-8.5 9.5-9M6 13.5l7-7',
} as const

export type IconName = keyof typeof paths

/** Line icon, 16 × 16, in the colour of the text. Decorative: the word beside it carries the meaning. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 2.4 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  )
}
