import { existsSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { connectJson, type ServedShell, serveShell } from '../kit/shell.ts'
import { newWorld, type World } from '../kit/world.ts'

let world: World
let shell: ServedShell
let session: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  shell = await serveShell(world.plane)
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  return async () => {
    shell.close()
    await world.close()
  }
})

let sittings = 0

/** A person at a program on a terminal of its own. */
async function sitAt(command: string) {
  const headers = { 'x-api-key': world.citizen('ada').key }
  const client = await connectJson(`${shell.url}/v1/sessions/${session}/shell`, { headers })
  sittings += 1
  const terminal = `sat-at-${sittings}`
  client.say({ type: 'attach', terminal, command, cols: 80, rows: 24 })
  return {
    type: (data: string) => client.say({ type: 'input', terminal, data }),
    resize: (cols: number, rows: number) => client.say({ type: 'resize', terminal, cols, rows }),
    sees: (text: string) => client.read(text),
    async ends() {
      const { returncode } = await client.until('exit')
      client.close()
      return returncode
    },
  }
}

const ran = async (command: string) =>
  (await world.as('ada').post(`/v1/sessions/${session}/execute`, { command, timeout: 9 })).body
    .stdout

const vim = '/usr/bin/vim.basic'
test.skipIf(!existsSync(vim))(
  'vim: what is typed is on the screen and in the file, in a new size too',
  async () => {
    const screen = await sitAt(`${vim} -u NONE -i NONE -n /workspace/letter`)
    await screen.sees('letter')
    screen.type('ihello from vim')
    await screen.sees('hello from vim')
    screen.resize(100, 40)
    // It takes the new size when it comes round to its signals, be that after what was typed.
    const ask = () => screen.type('\u001b:echo &lines &columns\r')
    ask()
    const asking = setInterval(ask, 1_000)
    await screen.sees('40 100').finally(() => clearInterval(asking))
    screen.type(':wq\r')
    expect(await screen.ends()).toBe(0)
    expect(await ran('cat /workspace/letter')).toBe('hello from vim\n')
  },
)

test.skipIf(!existsSync('/usr/bin/top'))(
  'top: it draws the processes of the session alone',
  async () => {
    const screen = await sitAt('/usr/bin/top -d 0.5')
    const drawn = await screen.sees('PID')
    expect(drawn).toContain('Tasks')
    await screen.sees('top')
    screen.type('q')
    expect(await screen.ends()).toBe(0)
  },
)

test.skipIf(!existsSync('/usr/bin/python3'))(
  'a Python prompt: it answers, and ends with Ctrl-D',
  async () => {
    const screen = await sitAt('/usr/bin/python3 -q')
    await screen.sees('>>> ')
    screen.type('6 * 7\n')
    await screen.sees('42')
    screen.type('\u0004')
    expect(await screen.ends()).toBe(0)
  },
)
