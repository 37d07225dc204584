import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { Readable as From } from 'node:stream'
import { expect, test } from 'vitest'
import { plusSeconds, realClock } from '../../../shared/platform/clock.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { onEachLauncher } from './ground.ts'
import { leftOf } from './traces.ts'

/** Files of many kinds, made by the session's own user. */
const makeThem = `
set -e
cd /workspace
printf 'hello\\n' > plain
mkdir -p empty deep/er/still 'with space' "$(printf 'new\\nline')" .hidden/dir
printf 'x' > "$(printf 'odd \\001 "quoted" \\\\ name')"
printf 'ü' > 'ümläut ☃'
printf 'no' > unreadable && chmod 000 unreadable
printf '#!/bin/sh\\necho ran\\n' > run.sh && chmod 4750 run.sh
ln -s plain relative; ln -s /usr/bin/env absolute; ln -s ../../../../etc/shadow outside; ln -s nowhere dangling
ln plain hard
truncate -s 24M sparse && printf 'end' >> sparse
head -c 3000000 /dev/urandom > random
mkfifo pipe
mkdir closed && printf 'in' > closed/file && chmod 500 closed
touch -d '2001-02-03 04:05:06.789' plain && touch -h -d '2002-02-02' relative && touch -d '1999-09-09' empty
printf 'profile' > /home/user/.profile
i=0; while [ $i -lt 300 ]; do echo $i > deep/file-$i; i=$((i+1)); done
printf 'long' > "$(printf 'n%.0s' $(seq 1 250))"
touch -d '2003-03-03' deep closed
`

/** What can be seen of every file, links not followed, and the bytes of those that can be read. */
const lookAtThem = `
cd / && find workspace home/user -printf '%y %m %s %T@ %n %u %l ' -print0 | LC_ALL=C sort -z | tr '\\0' '\\n' | sed "s/$(id -u)\\|$(id -un)/ME/g"
chmod 400 workspace/unreadable
find workspace home/user -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
chmod 000 workspace/unreadable
`

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

onEachLauncher((ground) => {
  const { files } = ground.provider
  if (!files) throw new Error('local boxes have files')
  const capture = (id: string) => files.capture(id, 'pause', bytesOf)

  test('files of every kind come back as they were, in another box', async () => {
    const one = await ground.start()
    const made = await one.sh(makeThem)
    expect(made).toMatchObject({ stderr: '', end: { exitCode: 0 } })
    const before = await one.sh(lookAtThem)
    const { taken, skipped } = await capture(one.sessionId)
    expect(skipped).toEqual([])
    const other = await ground.start()
    const bring = () => files.restore(other.sessionId, 0, async () => From.from([taken]))
    await bring()
    const after = await other.sh(lookAtThem)
    await other.sh('echo mine > plain')
    await bring()
    expect((await other.sh('cat plain')).stdout).toBe('mine\n')
    await other.sh("printf 'hello\\n' > plain; touch -d '2001-02-03 04:05:06.789' plain")
    expect(after.stdout).toBe(before.stdout)
    expect(after.stdout.split('\n').length).toBeGreaterThan(320)
    expect(
      (await other.sh('./run.sh; cat absolute > /dev/null && du -k sparse | cut -f1')).stdout,
    ).toMatch(/^ran\n\d{1,3}\n$/)
    const again = await capture(other.sessionId)
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(digest(again.taken)).toBe(digest(taken))
    await ground.provider.stop(one.sessionId, 0)
    await ground.provider.stop(other.sessionId, 0)
    expect(leftOf(ground.runDirectory, one.sessionId)).toEqual([])
  })

  test('a captured box stands still until it is thawed, and then goes on', async () => {
    const box = await ground.start()
    const script = 'i=0; while :; do i=$((i+1)); echo $i > count; sleep 0.01; done'
    const counting = box.sh(`${script} & echo on`)
    await counting
    await capture(box.sessionId)
    const one = await capture(box.sessionId)
    const two = await capture(box.sessionId)
    expect(two.taken.equals(one.taken)).toBe(true)
    await files.thaw(box.sessionId, 'pause')
    await files.thaw(box.sessionId, 'pause')
    const count = Number((await box.sh('sleep 0.2; cat count')).stdout)
    expect(count).toBeGreaterThan(0)
  })

  test('the end of the lease does not fall while a box is captured', async () => {
    const box = await ground.start({ leaseSeconds: 2 })
    await box.sh('echo kept > file')
    const slow = await files.capture(box.sessionId, 'pause', async (tar) => {
      await new Promise((later) => setTimeout(later, 3_000))
      return bytesOf(tar)
    })
    expect(await ground.provider.observe(box.sessionId)).toEqual({ state: 'running' })
    const { taken } = await capture(box.sessionId)
    expect(taken.includes('kept')).toBe(true)
    expect(slow.taken.equals(taken)).toBe(true)
    await ground.provider.stop(box.sessionId, 5)
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('a box that two made stand still goes on when both let it', async () => {
    const box = await ground.start()
    await box.sh('(while :; do date +%s%N > tick; sleep 0.01; done) > /dev/null 2>&1 &')
    await files.capture(box.sessionId, 'snapshot', bytesOf)
    const { taken } = await capture(box.sessionId)
    await files.thaw(box.sessionId, 'snapshot')
    expect((await capture(box.sessionId)).taken.equals(taken)).toBe(true)
    expect(await ground.provider.list()).toContainEqual(
      expect.objectContaining({ sessionId: box.sessionId, heldBy: ['pause'] }),
    )
    await files.thaw(box.sessionId, 'pause')
    expect((await box.sh('echo on')).stdout).toBe('on\n')
  })

  test('whoever is late with an earlier box does the next no harm', async () => {
    const box = await ground.start({ turn: 1 })
    await box.sh('echo mine > file')
    const { spec } = box
    await ground.provider.stop(box.sessionId, 0, { turn: 0 })
    const late = { code: 'provider_unavailable' }
    await expect(ground.provider.start({ ...spec, turn: 0 })).rejects.toMatchObject(late)
    const { taken } = await capture(box.sessionId)
    await files.thaw(box.sessionId, 'pause')
    await expect(
      files.restore(box.sessionId, 0, async () => From.from([taken])),
    ).rejects.toMatchObject(late)
    expect((await box.sh('cat file')).stdout).toBe('mine\n')
    await ground.provider.start({ ...spec, turn: 2 })
    expect((await box.sh('cat file')).end.exitCode).toBe(1)
    await ground.provider.stop(box.sessionId, 0, { turn: 2 })
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('what is asked of a frozen box is not done any more when it is stopped', async () => {
    const box = await ground.start()
    await capture(box.sessionId)
    const asked = box.sh('echo done > file; echo done')
    const uploaded = box.agent.files.upload('/workspace/more', From.from(['more']))
    const answers = Promise.allSettled([asked, uploaded])
    await ground.provider.stop(box.sessionId, 0)
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('a box that stood still past the end of its lease goes on if more was paid for', async () => {
    const box = await ground.start({ leaseSeconds: 4 })
    await files.capture(box.sessionId, 'pause', async (tar) => {
      await new Promise((later) => setTimeout(later, 5_000))
      return bytesOf(tar)
    })
    const told = box.agent.renew(plusSeconds(realClock.now(), 60))
    await files.thaw(box.sessionId, 'pause')
    await told
    await new Promise((later) => setTimeout(later, 1_200))
    expect((await box.sh('echo on')).stdout).toBe('on\n')
  })

  test('a socket is left out and said', async () => {
    const box = await ground.start({ template: 'nodejs' })
    const listen =
      'require("net").createServer().listen("/workspace/a.sock", () => process.stdout.write("up"))'
    void box.sh(`node -e '${listen}'`).catch(() => undefined)
    let there = ''
    while (there !== 'yes') there = (await box.sh('test -S a.sock && printf yes')).stdout
    expect((await capture(box.sessionId)).skipped).toEqual(['/workspace/a.sock'])
    await ground.provider.stop(box.sessionId, 0)
  })

  test('one who takes the files and fails leaves the box as it was, once thawed', async () => {
    const box = await ground.start()
    const failing = files.capture(box.sessionId, 'pause', async (tar) => {
      tar.destroy()
      throw new Error('the bucket is away')
    })
    await expect(failing).rejects.toThrow('the bucket is away')
    await files.thaw(box.sessionId, 'pause')
    await box.agent.renew(plusSeconds(realClock.now(), 60))
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
  })

  test('a box that is stopped meanwhile is a fault, not an archive', async () => {
    const box = await ground.start()
    await box.sh('head -c 20000000 /dev/urandom > random')
    const capturing = files.capture(box.sessionId, 'pause', async (tar) => {
      await ground.provider.stop(box.sessionId, 0)
      return bytesOf(tar)
    })
    await expect(capturing).rejects.toMatchObject({ code: 'provider_unavailable' })
    await expect(capture(box.sessionId)).rejects.toMatchObject({ code: 'provider_unavailable' })
    await expect(capture(newId('session'))).rejects.toMatchObject({ code: 'provider_unavailable' })
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('an archive that is cut short or too large is a fault', async () => {
    const box = await ground.start()
    await box.sh('head -c 20000000 /dev/urandom > random')
    const { taken } = await capture(box.sessionId)
    const small = await ground.start({ diskMb: 16 })
    const restore = (bytes: Buffer) =>
      files.restore(small.sessionId, 0, async () => From.from([bytes]))
    await expect(restore(taken)).rejects.toMatchObject({ code: 'provider_unavailable' })
    await expect(restore(taken.subarray(0, 1_000_000))).rejects.toThrow()
  })
})
