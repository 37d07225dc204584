import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { RemoteTerminal } from '../../../sdk/terminal.ts'
import type { ServerMessage } from '../../../shared/contract/shell.ts'
import { beginSignin } from '../../../shared/contract/signin.ts'
import { type Login, loginFor, signedInLogin, signOut } from './login.ts'
import { element } from './page.ts'

/** The web terminal of one session: its id is the last part of the address. */
const sessionId = decodeURIComponent(location.pathname.split('/').at(-1) ?? '')
element('session').textContent = sessionId
document.title = `${sessionId} · OnMemOS`

const form = element('login', HTMLFormElement)
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const credential = element('credential', HTMLInputElement)
  const login = loginFor(sessionId, credential.value.trim())
  // From here it is in this closure and nowhere else.
  credential.value = ''
  void sit(login)
})

// Back from signing in, where the address says so: also when the page is loaded again.
const signedIn = '#signed-in'
const returnTo = encodeURIComponent(`${location.pathname}${signedIn}`)
element('signin', HTMLAnchorElement).href = `${beginSignin.path}?return_to=${returnTo}`
element('signout').addEventListener('click', () => {
  void signOut().finally(() => location.replace(location.pathname))
})
async function sit(login: Login): Promise<void> {
  say('')
  document.body.dataset.state = 'open'
  const screen = new Terminal({ cursorBlink: true, fontSize: 14, scrollback: 10_000 })
  const fit = new FitAddon()
  screen.loadAddon(fit)
  screen.open(element('terminal'))
  fit.fit()
  const remote = new RemoteTerminal(
    login,
    { cols: screen.cols, rows: screen.rows },
    {
      output: (bytes) => screen.write(bytes),
      lost: (bytes) => screen.write(`\r\n[${bytes} bytes are gone]\r\n`),
      connected: () => connection('connected'),
      reconnecting: () => connection('connecting again …'),
      told,
    },
  )
  screen.onData((text) => remote.type(text))
  screen.onResize(({ cols, rows }) => remote.resize(cols, rows))
  const watcher = new ResizeObserver(() => fit.fit())
  watcher.observe(element('terminal'))
  for (const key of document.querySelectorAll<HTMLButtonElement>('[data-key]')) {
    key.onclick = () => {
      remote.type(JSON.parse(`"${key.dataset.key}"`))
      screen.focus()
    }
  }
  const asking = setInterval(() => remote.ask(), 10_000)
  setTimeout(() => remote.ask(), 500)
  screen.focus()
  connection('connecting …')
  try {
    const exit = await remote.run()
    say(exit ? `The shell ended with ${exit.returncode}.` : 'Closed.')
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
  clearInterval(asking)
  watcher.disconnect()
  screen.dispose()
  connection('not connected')
  document.body.dataset.state = 'login'
}

function told(message: ServerMessage): void {
  if (message.type === 'warning' || message.type === 'session_ended') say(message.detail)
  if (message.type === 'error') say(message.detail)
  if (message.type !== 'status') return
  element('cost').textContent = `${message.cost.display} credits`
  element('left').textContent = timeLeft(message.seconds_left)
}

/** The nearest of the ends there are. */
function timeLeft(left: Extract<ServerMessage, { type: 'status' }>['seconds_left']): string {
  const seconds = Math.min(...[left.ttl, left.max_cost, left.credits].map((end) => end ?? Infinity))
  if (!Number.isFinite(seconds)) return ''
  const minutes = Math.floor(seconds / 60)
  const text =
    minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`
  return `${minutes < 1 ? `${Math.floor(seconds)} s` : text} left`
}

const connection = (state: string) => {
  element('connection').textContent = state
}
const say = (what: string) => {
  element('notice').textContent = what
}

if (location.hash === signedIn) {
  document.body.dataset.signedIn = ''
  void sit(signedInLogin(sessionId))
}
