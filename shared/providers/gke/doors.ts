import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Duplex, pipeline } from 'node:stream'
import { LRUCache } from 'lru-cache'
import { limits } from '../../platform/limits.ts'

/** Sockets of this process that lead to the agents of pods. */
export interface Doors {
  /** Where the agent of a session's newest pod is reached from now on. */
  to(sessionId: string): string
  close(sessionId: string): void
  /** Closes them all and leaves nothing behind. The next that is asked for opens again. */
  closeAll(): void
}

/** In a directory of its own that nobody else may enter; a door that nobody uses any more is closed. */
export function doorsTo(enter: (sessionId: string) => Promise<Duplex>): Doors {
  let directory: string | undefined
  const open = new LRUCache<string, Server>({
    max: limits.podDoorsMax,
    dispose: (server) => server.close(),
  })
  const room = () => {
    if (directory) return directory
    const made = mkdtempSync(join(tmpdir(), 'onmp-'))
    if (rooms.size === 0) process.once('exit', tidy)
    rooms.add(made)
    directory = made
    return made
  }
  const leave = () => {
    if (open.size > 0 || !directory) return
    rmSync(directory, { recursive: true, force: true })
    rooms.delete(directory)
    directory = undefined
  }
  return {
    to(sessionId) {
      const path = join(room(), sessionId)
      if (!open.get(sessionId))
        open.set(
          sessionId,
          doorAt(path, () => enter(sessionId)),
        )
      return path
    },
    close(sessionId) {
      open.delete(sessionId)
      leave()
    },
    closeAll() {
      open.clear()
      leave()
    },
  }
}

const rooms = new Set<string>()
const tidy = () => {
  for (const room of rooms) rmSync(room, { recursive: true, force: true })
}

/** It listens when this returns, and keeps no process alive. */
function doorAt(path: string, enter: () => Promise<Duplex>): Server {
  rmSync(path, { force: true })
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    enter().then(
      (inside) => relay(socket, inside),
      (cause) => socket.destroy(cause),
    )
    socket.on('error', () => undefined)
  })
  server.on('error', () => undefined)
  return server.listen(path).unref()
}

function relay(socket: Socket, inside: Duplex) {
  const end = () => {
    socket.destroy()
    inside.destroy()
  }
  pipeline(socket, inside, end)
  pipeline(inside, socket, end)
  socket.resume()
}
