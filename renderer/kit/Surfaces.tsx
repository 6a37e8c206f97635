import { useEffect, useRef, type ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

/** A screen: its heading takes focus on arrival, so that keyboard and screen reader start at the top. */
export function Screen(props: { readonly title: string; readonly marks?: ReactNode; readonly actions?: ReactNode; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [])
  return (
    <div className="screen">
      <div className="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.marks}
        <div className="grow" />
        {props.actions}
      </div>
      {props.children}
    </div>
  )
}

export function Card(props: { readonly title?: string; readonly actions?: ReactNode; readonly children: ReactNode; readonly level?: 2 | 3 }) {
  const Heading = props.level === 3 ? 'h3' : 'h2'
  return (
    <section className="card">
      {(props.title !== undefined || props.actions !== undefined) && (
        <div className="card-head">
          <Heading>{props.title}</Heading>
          {props.actions}
        </div>
      )}
      {props.children}
    </section>
  )
}

const bannerIcons: Record<'info' | 'warning' | 'error', IconName> = { info: 'info', warning: 'warning', error: 'error' }

/** One sentence about the whole screen. */
export const Banner = (props: { readonly tone?: 'info' | 'warning' | 'error'; readonly icon?: IconName; readonly children: ReactNode; readonly actions?: ReactNode }) => (
  <div className={`banner banner-${props.tone ?? 'info'}`} role={props.tone === 'error' ? 'alert' : 'note'}>
    <Icon name={props.icon ?? bannerIcons[props.tone ?? 'info']} />
    <div className="grow">{props.children}</div>
    {props.actions}
  </div>
)

/** Nothing here yet: says what to do. */
export const EmptyState = (props: { readonly icon?: IconName; readonly title: string; readonly text: ReactNode; readonly actions?: ReactNode }) => (
  <div className="empty">
    <Icon name={props.icon ?? 'info'} size={32} />
    <h2>{props.title}</h2>
    <p className="muted">{props.text}</p>
    {props.actions}
  </div>
)

export const Toolbar = ({ children }: { readonly children: ReactNode }) => <div className="toolbar">{children}</div>
