import type { Change, Changed } from '../../shared/agents/files.ts'
import { AgentUnreachable } from '../../shared/agents/unreachable.ts'
import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { viewOf } from '../../shared/files/view.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(
  api.files.watch,
  async ({ params, query: { path, recursive }, caller, signal }, plane) => {
    // A directory that cannot be watched is refused before anything is answered.
    const { first, rest } = await withFiles(plane, caller.accountId, params.id, async (files) => {
      let onStart = () => {}
      const started = new Promise<void>((resolve) => {
        onStart = resolve
      })
      const rest = files.watch(path, { recursive, signal, onStart })[Symbol.asyncIterator]()
      const first = rest.next()
      await Promise.race([started, first])
      return { first, rest }
    })
    return told(first, rest)
  },
)

async function* told(first: Promise<IteratorResult<Changed>>, rest: AsyncIterator<Changed>) {
  yield { type: 'watching' as const }
  try {
    for (let next = await first; !next.done; next = await rest.next()) {
      const { name, type, entry } = next.value
      yield { type: types[type], name, file: entry ? viewOf(entry) : null }
    }
  } catch (cause) {
    if (!(cause instanceof AgentUnreachable)) throw cause
    throw new Fault('provider_unavailable', 'the session answers no more', { cause })
  } finally {
    await rest.return?.()
  }
}

const types: Readonly<
  Record<Change, 'created' | 'written' | 'removed' | 'renamed' | 'mode_changed'>
> = {
  EVENT_TYPE_CREATE: 'created',
  EVENT_TYPE_WRITE: 'written',
  EVENT_TYPE_REMOVE: 'removed',
  EVENT_TYPE_RENAME: 'renamed',
  EVENT_TYPE_CHMOD: 'mode_changed',
}
