import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { expect, test } from './app.ts'
import { tryToGetOut } from './hostile-script.ts'
import { type Listeners, listen } from './listeners.ts'
import { answerOf } from './own-session.ts'

// A page that has been taken over: it runs nothing new, gets nothing out, and the system holds its process.

test('no script but the program’s own files runs: inline, eval, javascript:, data:, blob:, WASM, trusted types', async ({ start }) => {
  const { page } = await start()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const outcome = await page.evaluate(async () => {
    // What a debugger evaluates may use eval; what a timer runs is the page's own.
    await new Promise((resolve) => setTimeout(resolve, 10))
    const marks: string[] = []
    Object.assign(window, { mark: (name: string) => marks.push(name) })
    const threw: Record<string, string> = {}
    const attempt = async (name: string, act: () => unknown) => {
      try {
        await act()
        threw[name] = 'ran'
      } catch (error) {
        threw[name] = (error as Error).name
      }
    }
    const text = (name: string) => `window.mark('${name}')`
    const run = (code: string): unknown => (0, eval)(code)
    await attempt('eval', () => run(text('eval')))
    await attempt('Function', () => new Function(text('Function'))())
    await attempt('timer', () => setTimeout(text('timer') as unknown as () => void, 0))
    await attempt('innerHTML', () => {
      const element = document.createElement('div')
      document.body.append(element)
      element.innerHTML = `<img src=x onerror="${text('innerHTML')}">`
    })
    await attempt('outerHTML', () => {
      const element = document.createElement('div')
      document.body.append(element)
      element.outerHTML = `<img src=x onerror="${text('outerHTML')}">`
    })
    await attempt('insertAdjacentHTML', () => document.body.insertAdjacentHTML('beforeend', `<img src=x onerror="${text('insertAdjacentHTML')}">`))
    await attempt('document.write', () => document.write(`<script>${text('document.write')}</script>`))
    await attempt('script text', () => {
      const script = document.createElement('script')
      script.text = text('script text')
      document.body.append(script)
    })
    await attempt('script node', () => {
      const script = document.createElement('script')
      script.append(document.createTextNode(text('script node')))
      document.body.append(script)
    })
    await attempt('script address', () => {
      const script = document.createElement('script')
      script.src = `data:text/javascript,${text('script address')}`
      document.body.append(script)
    })
    await attempt('handler attribute', () => {
      const image = document.createElement('img')
      image.setAttribute('onerror', text('handler attribute'))
      image.src = 'nothing.png'
      document.body.append(image)
    })
    await attempt('javascript: link', () => {
      const link = document.createElement('a')
      link.href = `javascript:${text('javascript: link')}`
      document.body.append(link)
      link.click()
    })
    await attempt('srcdoc', () => {
      const frame = document.createElement('iframe')
      frame.srcdoc = `<script>parent.mark('srcdoc')</script>`
      document.body.append(frame)
    })
    await attempt('data: import', () => import(`data:text/javascript,${text('data: import')}`))
    await attempt('blob: import', () => import(URL.createObjectURL(new Blob([text('blob: import')], { type: 'text/javascript' }))))
    await attempt('policy', () => (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('x', { createHTML: (each: string) => each }))
    await attempt('wasm', () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))
    await new Promise((resolve) => setTimeout(resolve, 400))
    return { marks, threw }
  })
  expect(outcome.marks).toEqual([])
  for (const name of ['eval', 'Function', 'outerHTML', 'insertAdjacentHTML', 'document.write', 'data: import', 'blob: import', 'policy', 'wasm']) {
    expect(`${name}: ${outcome.threw[name]}`).toMatch(/Error$/)
  }
})

/** The same script in a window without any of this: if it gets nowhere there either, the test below proves nothing. */
async function getsOutWithoutPolicy(ports: Listeners): Promise<ReturnType<Listeners['taken']>> {
  const folder = mkdtempSync(join(tmpdir(), 'probity-control-'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "control", "main": "main.cjs" }')
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
     app.whenReady().then(() => new BrowserWindow({ show: false, webPreferences: { webSecurity: false } }).loadURL('data:text/html,<title>control</title><body></body>'))`,
  )
  const flags = (process.env['PROBITY_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
  const control = await _electron.launch({ executablePath: process.env['PROBITY_ELECTRON'] ?? '', args: [...flags, folder, `--user-data-dir=${folder}/profile`] })
  try {
    const page = await control.firstWindow()
    await page.waitForLoadState()
    // The form takes the page away at the end; until then everything has been tried.
    await page.evaluate(tryToGetOut, { tcp: ports.tcp, udp: ports.udp }).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 500))
    return ports.taken()
  } finally {
    control.process().kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a hostile script in the page gets no packet out and reads no file', async ({ start }) => {
  const ports = await listen()
  try {
    await ports.reach()
    const control = ports.taken()
    expect(control.tcp.length, 'void: a plain client does not reach the listener').toBeGreaterThan(0)
    expect(control.udp, 'void: a plain client does not reach the listener').toBeGreaterThan(0)
    const open = await getsOutWithoutPolicy(ports)
    const lines = open.tcp.join('\n')
    for (const path of ['fetch', 'beacon', 'xhr', 'websocket', 'image', 'stylesheet', 'script', 'frame', 'form']) {
      expect(lines, `void: ${path} gets nowhere without the policy either`).toContain(`/${path}`)
    }
    expect(open.udp, 'void: WebRTC sends nothing without the policy either').toBeGreaterThan(0)
    const { app, page } = await start()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const said = await page.evaluate(tryToGetOut, { tcp: ports.tcp, udp: ports.udp })
    expect(ports.taken()).toEqual({ tcp: [], udp: 0 })
    expect(said['file']).toMatch(/^refused/)
    expect(page.url()).toMatch(/^app:\/\/main\/index\.html#?$/)
    // The policy is not the only wall: the main process itself reaches nothing through this session either.
    const throughSession = await answerOf(app, `http://127.0.0.1:${ports.tcp}/session`)
    expect(throughSession.status).toBe(0)
    expect(ports.taken()).toEqual({ tcp: [], udp: 0 })
    await ports.reach()
    expect(ports.taken().tcp.length).toBeGreaterThan(0)
  } finally {
    ports.close()
  }
})

/** Processes below this one, with what the kernel says of them. */
function descendants(root: number): { pid: number; command: string; status: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8')
        return [{ pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), status, command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
      } catch {
        return []
      }
    })
  const below = (parent: number): typeof all => all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)])
  return below(root)
}

test('checklist 4: the system’s own sandbox holds the renderer (as a person who is not root)', async () => {
  const isRoot = process.getuid?.() === 0
  const executable = process.env['PROBITY_ELECTRON'] ?? ''
  if (process.platform !== 'linux' || !isRoot) {
    test.skip(process.platform !== 'linux', 'SKIPPED: only on Linux does this journey know how to ask the kernel')
  }
  const folder = mkdtempSync(join(tmpdir(), 'probity-nobody-'))
  chmodSync(folder, 0o777)
  const command = isRoot ? ['runuser', '-u', 'nobody', '--', executable] : [executable]
  const child = spawn(command[0] as string, [...command.slice(1), '.', `--user-data-dir=${folder}/profile`], {
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: folder },
    stdio: 'ignore',
  })
  try {
    const renderer = () => descendants(child.pid ?? 0).find(({ command: line }) => line.includes('--type=renderer'))
    await expect.poll(() => renderer() !== undefined || child.exitCode !== null, { timeout: 15_000 }).toBe(true)
    test.skip(child.exitCode !== null, `SKIPPED: this system starts no sandboxed Electron for another user (exit ${child.exitCode})`)
    await expect.poll(() => renderer()?.status ?? '', { timeout: 10_000 }).toMatch(/^Seccomp:\s+2$/m)
    const { status = '', command: line = '' } = renderer() ?? {}
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status).not.toMatch(/^Uid:\s+0\b/m)
    expect(line).not.toContain('--no-sandbox')
  } finally {
    for (const { pid } of descendants(child.pid ?? 0)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It ended by itself.
      }
    }
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
