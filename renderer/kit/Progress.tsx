import { useId } from 'react'

export interface ProgressBarProps {
  readonly label: string
  /** 0 … 1; null while nobody knows. */
  readonly fraction: number | null
  readonly detail?: string
}

export function ProgressBar({ label, fraction, detail }: ProgressBarProps) {
  const id = useId()
  return (
    <div className="progress">
      <div className="progress-head">
        <span id={id}>{label}</span>
        <span>{detail ?? (fraction === null ? '' : `${Math.floor(100 * fraction)} %`)}</span>
      </div>
      <progress aria-labelledby={id} max={1} {...(fraction === null ? {} : { value: fraction })} />
    </div>
  )
}

/** The whole pane waits. Named, so that a screen reader says what for. */
export const Busy = ({ label }: { readonly label: string }) => (
  <div className="empty" role="status">
    <span className="spinner" />
    <p className="muted">{label}</p>
  </div>
)
