import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'

export interface TabItem<T extends string> {
  readonly id: T
  readonly label: string
  /** Behind the label: a count or a badge. */
  readonly mark?: ReactNode
  readonly children: ReactNode
}

export interface TabsProps<T extends string> {
  readonly label: string
  readonly items: readonly TabItem<T>[]
  readonly selected?: T
  readonly onSelect?: (id: T) => void
}

export function Tabs<T extends string>({ label, items, selected, onSelect }: TabsProps<T>) {
  const select = (key: unknown) => {
    const item = items.find((each) => each.id === key)
    if (item) onSelect?.(item.id)
  }
  return (
    <AriaTabs {...(selected === undefined ? {} : { selectedKey: selected })} onSelectionChange={select}>
      <TabList aria-label={label} className="tab-list">
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="tab">
            {item.label}
            {item.mark}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="tab-panel">
          {item.children}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
