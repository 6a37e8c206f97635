import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type Session } from 'electron'
import { securityHeaders } from './security-policy.ts'

export const APP_ORIGIN = 'app://main'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built page, and nothing outside its folder, with the security headers on every answer. */
export function serveApp(session: Session, root: string): void {
  const inside = normalize(root) + sep
  session.protocol.handle('app', async (request) => {
    try {
      const url = new URL(request.url)
      const file = normalize(join(root, decodeURIComponent(url.pathname)))
      const type = mediaTypes[extname(file)]
      if (request.method !== 'GET' || url.host !== 'main' || !file.startsWith(inside) || type === undefined) return missing()
      const bytes = await readFile(file)
      return new Response(new Uint8Array(bytes), { headers: { ...securityHeaders, 'content-type': type } })
    } catch {
      return missing()
    }
  })
}

const missing = () => new Response(null, { status: 404, headers: securityHeaders })
