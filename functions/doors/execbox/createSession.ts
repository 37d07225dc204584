import { Readable } from 'node:stream'
import type * as z from 'zod'
import type { ExecboxSessionWish } from '../../../shared/contract/execbox/sessions.ts'
import { api } from '../../../shared/contract/index.ts'
import { CreateSession } from '../../../shared/contract/session.ts'
import { withFiles } from '../../../shared/files/reach.ts'
import type { Plane } from '../../../shared/plane.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { findSession } from '../../../shared/sessions/find.ts'
import { handle } from '../../handle.ts'
import create from '../../sessions/create.ts'
import remove from '../../sessions/delete.ts'
import { templateFor } from './image.ts'
import { asked, mainTag, networkOf, viewOf } from './session.ts'

type Wish = z.output<typeof ExecboxSessionWish>

export default handle(api.execbox.createSession, async (call, plane) => {
  const { body: wish, caller } = call
  if (wish.setup?.length) throw new Fault('unsupported', 'setup is not available: use an image')
  const nothing = { params: undefined, query: { wait: undefined }, headers: {} }
  const made = await create.run({ ...call, ...nothing, body: native(wish) }, plane)
  try {
    if (wish.files?.length || wish.command) await fill(plane, caller.accountId, made.id, wish)
  } catch (cause) {
    // Nobody is told of it, so nobody would end it.
    await remove.run(
      {
        ...call,
        ...nothing,
        query: undefined,
        headers: undefined,
        body: undefined,
        params: { id: made.id },
      },
      plane,
    )
    throw cause
  }
  const { id, status, createdAt } = viewOf(made)
  return { id, status, createdAt, ...networkOf(made.labels) }
})

function native({ image, env, resources, network, ports, command }: Wish) {
  const { cpuMillis, memoryMB, timeoutMs } = resources ?? {}
  return CreateSession.parse({
    template: templateFor(image),
    env: env ?? {},
    ...(timeoutMs ? { ttl_minutes: Math.ceil(timeoutMs / 60_000) } : {}),
    resources: {
      ...(cpuMillis ? { cpu_millis: cpuMillis } : {}),
      ...(memoryMB ? { memory_mb: memoryMB } : {}),
    },
    labels: {
      [asked.image]: image,
      [asked.network]: network ?? 'outgoing',
      ...(ports?.length ? { [asked.ports]: ports.map((port) => port.container).join(' ') } : {}),
      ...(command ? { [asked.command]: 'yes' } : {}),
    },
  })
}

/** Its files first, so that its command finds them. */
async function fill(plane: Plane, accountId: string, id: string, wish: Wish): Promise<void> {
  await withFiles(plane, accountId, id, async (files) => {
    for (const { path, content, encoding } of wish.files ?? []) {
      await files.upload(path, Readable.from([Buffer.from(content, encoding)]))
    }
  })
  const [program, ...rest] = wish.command ?? []
  if (program === undefined) return
  const { backend } = await findSession(plane.db, accountId, id)
  const listening = new AbortController()
  const { timeoutMs } = wish.resources ?? {}
  const events = plane.agent(backend, id).run({
    argv: [program, ...rest],
    cwd: wish.workDir ?? '/workspace',
    stdin: true,
    tag: mainTag,
    ...(timeoutMs ? { timeoutMs } : {}),
    signal: listening.signal,
  })
  // It has begun once its start is told, and goes on without us.
  await events[Symbol.asyncIterator]().next()
  listening.abort()
}
