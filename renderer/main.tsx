import './prelude.ts'
import { createRoot } from 'react-dom/client'
import { I18nProvider } from 'react-aria-components'
import { startApp } from './app-state.ts'
import { App } from './app.tsx'
import './kit/tokens.css'
import './kit/base.css'
import './kit/controls.css'
import './kit/overlays.css'
import './kit/data.css'
import './kit/layout.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no root')
createRoot(root).render(
  <I18nProvider locale="en-US">
    <App />
  </I18nProvider>,
)
void startApp()
