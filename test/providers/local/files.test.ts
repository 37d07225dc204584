import { Readable } from 'node:stream'
import { beforeAll, expect, test } from 'vitest'
import { onEachLauncher, type TestBox } from './ground.ts'

onEachLauncher((ground) => {
  let box: TestBox
  beforeAll(async () => {
    box = await ground.start()
  })
  const put = (path: string, text = 'mine') =>
    box.agent.files.upload(path, Readable.from([Buffer.from(text)]))
  const get = async (path: string) =>
    Buffer.concat(await (await box.agent.files.download(path)).bytes.toArray()).toString()

  test("what is uploaded is the user's own", async () => {
    await put('/workspace/made/file')
    const { stdout } = await box.sh(
      'id -u; stat -c "%u %g %a" /workspace/made /workspace/made/file',
    )
    const [uid, directory, file] = stdout.trim().split('\n')
    expect(directory).toBe(`${uid} ${uid} 755`)
    expect(file).toBe(`${uid} ${uid} 644`)
    expect(await box.agent.files.stat('/workspace/made/file')).toMatchObject({ owner: 'user' })
    expect(await get('/workspace/made/file')).toBe('mine')
  })

  test.each([['/run/onmemos'], ['/run/onmemos/journals'], ['/proc/1/root/run/onmemos']])(
    "the agent's own directory %s is closed, by a link too",
    async (path) => {
      await box.sh(`ln -sfn ${path} /workspace/link`)
      const { files } = box.agent
      const closed = expect.objectContaining({ code: 'permission_denied' })
      for (const at of [path, '/workspace/link']) {
        await expect(files.list(at, 1)).rejects.toEqual(closed)
        await expect(put(`${at}/new`)).rejects.toEqual(closed)
        await expect(get(`${at}/agent.sock`)).rejects.toEqual(closed)
        await expect(files.move('/workspace', `${at}/moved`)).rejects.toEqual(closed)
        await expect(
          files
            .watch(at, { recursive: true, signal: new AbortController().signal })
            [Symbol.asyncIterator]()
            .next(),
        ).rejects.toEqual(closed)
      }
    },
  )

  test.each(['/etc/shadow', '/proc/self/mem', '/proc/self/environ', '/proc/thread-self/maps'])(
    '%s is not read, by a link neither',
    async (path) => {
      await box.sh(`ln -sfn ${path} /workspace/secret`)
      await expect(get(path)).rejects.toThrow()
      await expect(get('/workspace/secret')).rejects.toThrow()
    },
  )

  test.each([
    ['/etc/new', /read-only|may not/],
    ['/usr/bin/new', /read-only|may not/],
    ['/proc/self/oom_score_adj', /may not|no such file/],
  ])('%s is not written, by a link neither', async (path, why) => {
    await box.sh(
      `ln -sfn ${path} /workspace/out; ln -sfn ${path.replace(/\/[^/]*$/, '')} /workspace/to`,
    )
    await expect(put(path)).rejects.toThrow(why)
    await expect(put(`/workspace/to/${path.split('/').at(-1)}`)).rejects.toThrow(why)
    await expect(box.agent.files.remove('/usr/bin/env')).rejects.toThrow(/read-only|denied/i)
  })

  test('what does not fit is refused whole, and the session goes on', async () => {
    const zeros = Buffer.alloc(1_048_576)
    const endless = Readable.from(
      (function* () {
        for (let i = 0; i < 200; i++) yield zeros
      })(),
    )
    await expect(box.agent.files.upload('/workspace/large', endless)).rejects.toMatchObject({
      code: 'resource_exhausted',
    })
    const { stdout } = await box.sh('ls -A /workspace | grep -c large; id -u; echo fine')
    const [left, uid, said] = stdout.trim().split('\n')
    expect([left, said]).toEqual(['0', 'fine'])
    expect(Number(uid)).toBeGreaterThan(2_000_000)
  })
})
