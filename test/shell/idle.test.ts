import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { connectJson } from '../kit/shell.ts'
import { startShell } from '../kit/shellProcess.ts'
import { newWorld } from '../kit/world.ts'

// The issue's own number: SHELL_IDLE=500.
const shells = Number(process.env.SHELL_IDLE ?? 60)
/** An account may have 200 connections. */
const perAccount = 150

test(
  `${shells} shells that nobody types into cost little memory each`,
  async () => {
    const names = Array.from({ length: Math.ceil(shells / perAccount) }, (_, n) => `user${n}`)
    const world = await newWorld({ credit: Object.fromEntries(names.map((name) => [name, 1])) })
    const shell = await startShell(world)
    const sessions = new Map<string, string>()
    for (const name of names) {
      sessions.set(name, (await world.as(name).post('/v1/sessions', { provider: 'local' })).body.id)
    }
    const open = async (name: string) => {
      const headers = { 'x-api-key': world.citizen(name).key }
      const url = `${shell.url}/v1/sessions/${sessions.get(name)}/shell`
      const client = await connectJson(url, { headers })
      client.say({ type: 'attach', open: true })
      await client.until('attached')
      return client
    }
    // One each first, so that what the first of all costs is not counted.
    const clients = await Promise.all(names.map(open))
    const before = residentBytes(shell.pid)
    for (let n = 0; n < shells; n += 10) {
      const name = names[Math.floor(n / perAccount)] ?? ''
      clients.push(...(await Promise.all(Array.from({ length: 10 }, () => open(name)))))
    }
    const each = (residentBytes(shell.pid) - before) / shells
    console.log(`${Math.round(each / 1_024)} KiB for each of ${shells} idle shells`)
    // What a young process sets aside at once weighs more where there are few.
    expect(each).toBeLessThan(shells >= 500 ? 65_536 : 400_000)
    for (const { ws } of clients) ws.terminate()
    await shell.kill()
  },
  60_000 + shells * 300,
)

function residentBytes(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
  return Number(pages) * 4_096
}
