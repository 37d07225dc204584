import type { Duplex } from 'node:stream'
import { type FrameType, frameHead, frameTypes, jsonFrame } from '../../shared/agents/frames.ts'
import { agentLimits } from '../../shared/agents/limits.ts'
import { writable } from '../../shared/agents/writable.ts'
import type { Listener } from '../commands/follow.ts'

/** Tells of a command in frames, each when the one before has left, and in silence that we live. */
export function listenerBy(socket: Duplex): Listener {
  const alive = setInterval(() => {
    if (socket.writable && !socket.writableNeedDrain) socket.write(jsonFrame(frameTypes.alive, {}))
  }, agentLimits.keepaliveSeconds * 1_000)
  socket.once('close', () => clearInterval(alive))
  const send = async (type: FrameType, bytes: Buffer, offset = 0) => {
    if (!socket.writable) return
    socket.cork()
    socket.write(frameHead(type, bytes.length, offset))
    const isReady = socket.write(bytes)
    socket.uncork()
    if (!isReady) await writable(socket)
  }
  const sendJson = (type: FrameType, json: object) => send(type, Buffer.from(JSON.stringify(json)))
  return {
    get isCut() {
      return !socket.writable
    },
    onCut: (hear) => void socket.once('close', hear),
    start: (pid) => sendJson(frameTypes.start, { pid }),
    output: (stream, bytes, offset) => send(frameTypes[stream], bytes, offset),
    end: (end) => sendJson(frameTypes.end, end),
  }
}
