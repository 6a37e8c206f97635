import { createSocket } from 'node:dgram'
import { type AddressInfo, connect, createServer } from 'node:net'

export interface Listeners {
  readonly tcp: number
  readonly udp: number
  /** What arrived since the last time this was asked: first lines of connections, and datagrams. */
  taken(): { tcp: string[]; udp: number }
  /** A plain client reaches both. */
  reach(): Promise<void>
  close(): void
}

/** Listens on this computer for anything that a page lets out. */
export async function listen(): Promise<Listeners> {
  let tcp: string[] = []
  let udp = 0
  const server = createServer((socket) => {
    const at = tcp.push('connected') - 1
    const into = tcp
    socket.once('data', (data) => {
      into[at] = data.toString('latin1').split('\r\n')[0] ?? ''
      socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n')
    })
    socket.on('error', () => undefined)
  })
  const datagrams = createSocket('udp4')
  datagrams.on('message', () => {
    udp += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve))
  const ports = { tcp: (server.address() as AddressInfo).port, udp: datagrams.address().port }
  return {
    ...ports,
    taken: () => {
      const found = { tcp, udp }
      tcp = []
      udp = 0
      return found
    },
    reach: async () => {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(ports.tcp, '127.0.0.1', () => socket.end('GET /control HTTP/1.1\r\n\r\n', () => resolve()))
        socket.on('error', reject)
      })
      const sender = createSocket('udp4')
      await new Promise<void>((resolve) => sender.send('x', ports.udp, '127.0.0.1', () => resolve()))
      sender.close()
      await new Promise((resolve) => setTimeout(resolve, 200))
    },
    close: () => {
      server.close()
      datagrams.close()
    },
  }
}
