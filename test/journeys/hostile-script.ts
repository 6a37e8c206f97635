/**
 * What a script does that got into the page and wants out. Runs inside a page: it may use nothing from outside itself.
 * Answers what each attempt said, for the record; whether a packet left is for the listeners to say.
 */
export async function tryToGetOut({ tcp, udp }: { readonly tcp: number; readonly udp: number }): Promise<Record<string, string>> {
  const said: Record<string, string> = {}
  const http = `http://127.0.0.1:${tcp}`
  const attempt = async (name: string, act: () => unknown) => {
    try {
      const late = new Promise((resolve) => setTimeout(() => resolve('no answer'), 700))
      const answer = await Promise.race([Promise.resolve(act()), late])
      said[name] = answer === undefined ? 'done' : String(answer).slice(0, 80)
    } catch (error) {
      said[name] = `refused: ${error instanceof Error ? error.name : 'error'}`
    }
  }
  const add = (tag: string, attributes: Record<string, string>) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    document.body.append(element)
  }
  await Promise.all([
    attempt('fetch', () => fetch(`${http}/fetch`, { mode: 'no-cors' })),
    attempt('beacon', () => navigator.sendBeacon(`${http}/beacon`, 'x')),
    attempt('file', async () => (await fetch('file:///etc/hostname')).status),
    attempt('xhr', () => {
      const request = new XMLHttpRequest()
      request.open('POST', `${http}/xhr`)
      request.send('x')
    }),
    attempt('websocket', () => new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${tcp}/websocket`)
      socket.onerror = () => resolve('error')
      socket.onopen = () => resolve('open')
    })),
    attempt('event source', () => void new EventSource(`${http}/events`)),
    attempt('image', () => {
      new Image().src = `${http}/image.png`
    }),
    attempt('audio', () => {
      new Audio(`${http}/audio.wav`).load()
    }),
    ...['prefetch', 'preconnect', 'dns-prefetch', 'stylesheet', 'icon', 'modulepreload', 'manifest'].map((rel) =>
      attempt(`link ${rel}`, () => add('link', { rel, href: `${http}/${rel}` })),
    ),
    attempt('link preload', () => add('link', { rel: 'preload', as: 'script', href: `${http}/preload` })),
    attempt('script', () => add('script', { src: `${http}/script.js` })),
    attempt('frame', () => add('iframe', { src: `${http}/frame` })),
    attempt('object', () => add('object', { data: `${http}/object` })),
    attempt('webview', () => add('webview', { src: `${http}/webview` })),
    attempt('font', () => new FontFace('f', `url(${http}/font.woff2)`).load()),
    attempt('import', () => import(`${http}/module.js`)),
    attempt('worker', () => void new Worker(`${http}/worker.js`)),
    attempt('blob worker', () => {
      const code = `fetch('${http}/blob-worker', { mode: 'no-cors' })`
      return void new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
    }),
    attempt('service worker', () => navigator.serviceWorker.register('worker.js')),
    attempt('webrtc', async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${udp}` }, { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, username: 'u', credential: 'c' }] })
      peer.createDataChannel('x')
      await peer.setLocalDescription(await peer.createOffer())
    }),
    attempt('window.open', () => window.open(`${http}/open`)),
    attempt('ping', () => {
      const link = document.createElement('a')
      link.href = '#'
      link.ping = `${http}/ping`
      link.click()
    }),
  ])
  // Last: where this one works the page is gone.
  await attempt('form', () => {
    const form = document.createElement('form')
    form.action = `${http}/form`
    form.method = 'post'
    document.body.append(form)
    form.submit()
  })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return said
}
