import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { takeLock } from '../../../emulators/keeper/lock.ts'
import { Owner, self } from '../../../emulators/keeper/owner.ts'

const dead = { pid: 4_194_304, birth: '1' }

test('a lock whose keeper is dead is replaced', async () => {
  const { take, write, owner } = await directory()
  await write({ ...(await self()), keeper: dead })
  await take()
  expect((await owner()).keeper.pid).toBe(process.pid)
})

test("a lock whose keeper has died is replaced even where its process id is another's now", async () => {
  const { take, write, owner } = await directory()
  const me = await self()
  await write({ ...me, keeper: { ...me.keeper, birth: 'long ago' }, since: 'before' })
  await take()
  expect((await owner()).since).not.toBe('before')
})

for (const [why, part] of Object.entries({
  'whose starter is dead': { starter: dead },
  'that is leaving': { isLeaving: true },
})) {
  test(`a living keeper ${why} is waited for, and that is said once`, async () => {
    const { take, write, notes, path } = await directory()
    await write({ ...(await self()), ...part })
    const taken = take()
    await vi.waitFor(() => expect(notes).toHaveLength(1))
    expect(notes[0]).toContain(`waiting for process ${process.pid} to save`)
    await rm(path)
    await taken
    expect(notes).toHaveLength(1)
  })
}

test('a start that is given up while it waits ends', async () => {
  const { take, write, abandon } = await directory()
  await write({ ...(await self()), isLeaving: true })
  const taken = take()
  abandon()
  await expect(taken).rejects.toThrow('aborted')
})

test('a living owner is refused by name', async () => {
  const { take } = await directory()
  await take()
  await expect(take()).rejects.toThrow(`is in use by process ${process.ppid}, which began`)
})

async function directory() {
  const folder = await mkdtemp(join(tmpdir(), 'onmemos-lock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'lock')
  const notes: string[] = []
  const abandoned = new AbortController()
  return {
    path,
    notes,
    abandon: () => abandoned.abort(),
    take: () => takeLock(folder, { abandoned: abandoned.signal, note: (text) => notes.push(text) }),
    write: (owner: Owner) => writeFile(path, JSON.stringify(owner)),
    owner: async () => Owner.parse(JSON.parse(await readFile(path, 'utf8'))),
  }
}
