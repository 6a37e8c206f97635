import type { ElectronApplication, Page } from '@playwright/test'

export const firstWindow = (app: ElectronApplication) => app.browserWindow(app.windows()[0] as Page)

/** Status and headers of an address, asked by the window's own session. */
export const answerOf = async (app: ElectronApplication, url: string, method = 'GET') =>
  (await firstWindow(app)).evaluate(
    async (window, [address, verb]) => {
      try {
        const answer = await window.webContents.session.fetch(address as string, { method: verb as string, signal: AbortSignal.timeout(5000) })
        return { status: answer.status, headers: Object.fromEntries(answer.headers), bytes: (await answer.arrayBuffer()).byteLength }
      } catch {
        return { status: 0, headers: {} as Record<string, string>, bytes: 0 }
      }
    },
    [url, method],
  )
