import { type Changed, WatchDirRequest } from '../../shared/agents/files.ts'
import { Bell } from '../bell.ts'
import { entryAt } from '../files/entry.ts'
import { asOwner } from '../files/owner.ts'
import { pathIn } from '../files/path.ts'
import { type Happened, Watch } from '../files/watch.ts'
import { limits } from '../limits.ts'
import type { Session } from '../session.ts'
import { stream } from '../stream.ts'
import { keepaliveSeconds } from './keepalive.ts'

/** Tells what changes in a directory until the listener leaves. One who is too slow misses the oldest changes. */
export const watchDir = stream(WatchDirRequest, async (session, request, { headers, answer }) => {
  const waiting: Happened[] = []
  const bell = new Bell()
  const root = pathIn(session.config, request.path)
  const given = { root, owner: session.config.owner, isRecursive: request.recursive }
  const watch = new Watch(given, (happened) => {
    if (waiting.push(happened) > limits.changesWaitingMax) waiting.shift()
    bell.ring()
  })
  answer.onCut(() => {
    watch.close()
    bell.ring()
  })
  answer.keepAlive(keepaliveSeconds(headers), { keepalive: {} })
  await answer.send({ start: {} })
  while (!answer.isCut) {
    const next = waiting.shift()
    if (next) await answer.send({ filesystem: changed(session, next, request.includeEntry) })
    else await bell.next()
  }
})

function changed(session: Session, { name, path, type }: Happened, hasEntry: boolean): Changed {
  if (!hasEntry) return { name, type }
  try {
    return { name, type, entry: asOwner(session.config.owner, () => entryAt(path)) }
  } catch {
    return { name, type }
  }
}
