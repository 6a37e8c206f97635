import { contextBridge, ipcRenderer } from 'electron'
import type { Bridge } from '../shared/ipc/contract.ts'

// One channel in, one channel out. Names and shapes are checked where calls arrive; nothing of Electron is exposed.
const bridge: Bridge = {
  call: (name, request) => ipcRenderer.invoke('probity:call', name, request),
  onEvent: (listener) => {
    const forward = (_event: unknown, payload: unknown) => listener(payload)
    ipcRenderer.on('probity:event', forward)
    return () => {
      ipcRenderer.removeListener('probity:event', forward)
    }
  },
}

contextBridge.exposeInMainWorld('probity', bridge)
