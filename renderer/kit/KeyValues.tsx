import { Fragment, type ReactNode } from 'react'

/** Pairs of name and value; a null value leaves the pair out. */
export const KeyValues = ({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="key-values">
    {items
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
  </dl>
)
