import { z } from 'zod'

// Schemas would otherwise try to compile themselves with `new Function`, which trusted types refuse.
z.config({ jitless: true })

/**
 * Runs before the component library. Its live announcer clears itself with `innerHTML = ''`, which trusted types
 * refuse although it is harmless; clearing goes to replaceChildren(). Everything else keeps the browser's own rule.
 */
const descriptor = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML')
if (descriptor?.set) {
  const setNatively = descriptor.set
  Object.defineProperty(Element.prototype, 'innerHTML', {
    ...descriptor,
    set(this: Element, value: unknown) {
      if (value === '' && !(this instanceof HTMLTemplateElement)) this.replaceChildren()
      else setNatively.call(this, value)
    },
  })
}
