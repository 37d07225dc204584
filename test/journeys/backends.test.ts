import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../../emulators/local/cloud.ts'
import { type Backend, backends } from '../../shared/contract/topics.ts'
import { logTo } from '../../shared/platform/log.ts'
import { can } from '../../shared/providers/capabilities.ts'
import { begun, bin, home, said, typed } from '../cli/bin.ts'
import { benches } from '../conformance/backends/index.ts'
import { CannotRaise, type Raised } from '../conformance/bench.ts'
import { family, survivors } from '../kit/processes.ts'

const missing: Partial<Record<Backend, string | null>> = Object.fromEntries(
  backends.map((backend) => [backend, benches[backend].missing()]),
)
let cloud: LocalCloud
const errors: string[] = []

beforeAll(async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'onmemos-journey-'))
  const docker = await dockerHere()
  const before = family(process.pid)
  cloud = await startLocalCloud({
    // As it is named unless somebody says otherwise: from where one stands.
    stateDirectory: relative(process.cwd(), stateDirectory),
    dispatch: 'direct',
    backends: backends.filter((backend) => missing[backend] === null),
    env: { ...docker?.settings },
    log: logTo((line) => line.startsWith('{"severity":"ERROR"') && errors.push(line)),
    lost: (why) => errors.push(why),
  })
  return async () => {
    const started = family(process.pid).filter((pid) => !before.includes(pid))
    await cloud.stop()
    expect(await survivors(started)).toEqual([])
    await docker?.close()
    rmSync(stateDirectory, { recursive: true, force: true })
  }
}, 120_000)

async function dockerHere(): Promise<Raised | null> {
  if (missing.docker !== null) return null
  try {
    return await benches.docker.raise()
  } catch (cause) {
    if (!(cause instanceof CannotRaise)) throw cause
    missing.docker = cause.message
    return null
  }
}

/** Whichever server there is, listening on the session's own loopback. */
const serve = `(setsid sh -c 'cd /workspace
if command -v python3; then exec python3 -m http.server 8000 --bind 127.0.0.1
else exec busybox httpd -f -p 127.0.0.1:8000; fi' > /dev/null 2>&1 < /dev/null &)`

test.for(backends)(
  'on %s the same story is told by one flag',
  { timeout: 120_000 },
  async (backend, { skip }) => {
    const why = missing[backend]
    if (why) return skip(why)
    const at = home({ url: cloud.publicUrl, key: cloud.demo.passportKey })
    const onmemos = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await typed(at, ...args)
      expect({ args, code, stderr }).toMatchObject({ code: 0 })
      return stdout.trim()
    }
    const id = await onmemos('create', '--provider', backend, '--ttl', '60', '--memory', '256')

    const ran = await typed(at, 'exec', id, 'echo "$NAMESPACE here"; echo oops >&2; exit 3')
    expect(ran).toMatchObject({ code: 3, stdout: 'default here\n' })
    expect(ran.stderr).toContain('oops')
    expect((await interactively(at, ['shell', id], 'exit 5\n')).code).toBe(5)

    writeFileSync(join(at.cwd, 'there.txt'), `to ${backend} and back\n`)
    await onmemos('cp', 'there.txt', `${id}:/workspace/`)
    expect(await onmemos('files', 'ls', id, '/workspace')).toMatch(/\/workspace\/there\.txt/)
    await onmemos('cp', `${id}:/workspace/there.txt`, 'back.txt')
    expect(readFileSync(join(at.cwd, 'back.txt'), 'utf8')).toBe(`to ${backend} and back\n`)

    await onmemos('exec', id, serve)
    const url = await onmemos('url', id, '8000')
    const visit = () => run('curl', ['-sf', '-m', '10', `${url}there.txt`]).catch(() => undefined)
    await expect
      .poll(async () => (await visit())?.stdout, { timeout: 30_000 })
      .toBe(`to ${backend} and back\n`)

    expect(await onmemos('extend', id, '30')).toContain('may run until')
    const paused = await typed(at, 'pause', id)
    if (can(backend, 'pause')) {
      expect(paused.code).toBe(0)
      await onmemos('resume', id)
      expect(await onmemos('exec', id, 'cat there.txt')).toBe(`to ${backend} and back`)
    } else
      expect(paused).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be paused') })

    expect(await onmemos('rm', id)).toMatch(/stopped\tuser/)
    expect(await onmemos('receipt', id)).toMatch(/^final\s+yes$/m)
    expect(errors).toEqual([])
  },
)

const run = promisify(execFile)

async function interactively(
  at: Parameters<typeof typed>[0],
  args: readonly string[],
  text: string,
) {
  const child = begun(at, process.execPath, [bin, ...args])
  child.stdin?.end(text)
  return said(child)
}
