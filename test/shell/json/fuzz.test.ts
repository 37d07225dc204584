import { beforeAll, expect, test } from 'vitest'
import { connectJson, type ServedShell, serveShell } from '../../kit/shell.ts'
import { newWorld, type World } from '../../kit/world.ts'
import { Chance } from '../../simulation/chance.ts'

// The number takes minutes: SHELL_FUZZ=100000.
const messages = Number(process.env.SHELL_FUZZ ?? 2_000)
const seed = Number(process.env.SHELL_FUZZ_SEED ?? Date.now() % 1_000_000)

let world: World
let shell: ServedShell
let path: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  shell = await serveShell(world.plane)
  const { id } = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body
  path = `${shell.url}/v1/sessions/${id}/shell`
  return async () => {
    shell.close()
    await world.close()
  }
})

const types = [
  'attach',
  'input',
  'resize',
  'signal',
  'detach',
  'status',
  'ping',
  'command',
  'x',
] as const
const terminals: readonly [unknown, ...unknown[]] = ['main', 'a', 'b', '', '../c', 'ä', 7, null]
const oddities: readonly [unknown, ...unknown[]] = [
  null,
  -1,
  0,
  1.5,
  2 ** 53,
  '',
  'x'.repeat(2_000),
  [],
  {},
  [[]],
  true,
  '\u0000',
]

/** Something a client might send: nothing like a message, nearly one, or one. */
function message(chance: Chance): string | Buffer {
  if (chance.happens(0.15)) {
    return Buffer.from(Array.from({ length: chance.whole(0, 60) }, () => chance.whole(0, 255)))
  }
  const said: Record<string, unknown> = { type: chance.pick(types) }
  if (chance.happens(0.8)) said.terminal = chance.pick(terminals)
  if (said.type === 'attach') Object.assign(said, { command: 'cat', offset: chance.whole(-1, 20) })
  if (said.type === 'input') said.data = chance.happens(0.1) ? '\u0004' : 'word\n'
  if (said.type === 'resize')
    Object.assign(said, { cols: chance.whole(0, 200), rows: chance.whole(0, 99) })
  if (said.type === 'signal') said.signal = chance.pick(['INT', 'KILL', 'STOP'])
  if (said.type === 'command')
    said.command = chance.pick(['/help', '/nothing', 'true', '/extend x'])
  const fields = Object.keys(said)
  if (chance.happens(0.3))
    said[chance.pick(['id', 'pid', 'cols', 'base64', ...fields])] = chance.pick(oddities)
  const text = JSON.stringify(said)
  return chance.happens(0.1) ? text.slice(0, chance.whole(0, text.length)) : text
}

test(
  `${messages} messages of anything (seed ${seed}): what is none is an error, and the socket goes on`,
  async () => {
    const chance = new Chance(seed)
    const headers = { 'x-api-key': world.citizen('ada').key }
    const client = await connectJson(path, { headers })
    const heard = new Map<string, number>()
    for (let sent = 0; sent < messages; ) {
      // So many at once, and no more than the socket takes.
      for (let n = 0; n < 200 && sent < messages; n++, sent++) {
        const said = message(chance)
        // Text that is no UTF-8 is closed by WebSocket itself.
        client.ws.send(said, { binary: typeof said !== 'string' || chance.happens(0.1) })
      }
      // Each answer is checked by the contract as it comes.
      client.say({ type: 'ping' })
      for (let isAnswered = false; !isAnswered; ) {
        const answer = await client.next()
        if (!answer) throw new Error(`the socket closed after ${sent} messages`)
        heard.set(answer.type, (heard.get(answer.type) ?? 0) + 1)
        isAnswered = answer.type === 'pong'
      }
    }
    expect(heard.get('error')).toBeGreaterThan(messages / 10)
    client.say({ type: 'attach', terminal: 'afterwards', command: 'echo still here' })
    await client.read('still here')
    client.ws.terminate()
    expect(world.logged.filter((line) => line.includes('on our side'))).toEqual([])
  },
  60_000 + messages * 30,
)
