import { Menu, type MenuItemConstructorOptions, app } from 'electron'
import type { EngineEvent } from '../../shared/ipc/contract.ts'

type MenuItem = Extract<EngineEvent, { kind: 'menu' }>['item']

export interface Recent {
  readonly name: string
  readonly open: () => void
}

/** The application menu: real work only; no developer tools, no reload. */
export function installMenu(send: (item: MenuItem) => void, recent: readonly Recent[]): void {
  const item = (label: string, id: MenuItem, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(id),
    ...(accelerator ? { accelerator } : {}),
  })
  const template: MenuItemConstructorOptions[] = [
    {
      label: '&File',
      submenu: [
        item('New workspace…', 'new-workspace', 'CmdOrCtrl+N'),
        item('Open workspace…', 'open-workspace', 'CmdOrCtrl+O'),
        {
          label: 'Open recent',
          enabled: recent.length > 0,
          submenu: recent.map((each) => ({ label: each.name, click: each.open })),
        },
        item('Open demo study', 'demo'),
        { type: 'separator' },
        item('Lock now', 'lock', 'CmdOrCtrl+L'),
        item('Close workspace', 'close-workspace', 'CmdOrCtrl+W'),
        { type: 'separator' },
        item('Settings…', 'settings', 'CmdOrCtrl+,'),
        { role: 'quit', label: `Quit ${app.name}` },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        item('Audit trail', 'trail', 'CmdOrCtrl+T'),
        item('Verify workspace', 'verify'),
        { type: 'separator' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom', label: 'Actual size' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: '&Help',
      submenu: [item('Keyboard', 'keyboard', 'F1'), item(`About ${app.name}`, 'about')],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
