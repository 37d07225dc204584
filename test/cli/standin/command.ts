import { spawn } from 'node:child_process'
import type { executeStream } from '../../../shared/contract/commands.ts'
import type { Output } from '../../../shared/contract/route.ts'

type Line = Output<typeof executeStream>
interface Order {
  readonly command: string
  readonly timeout: number
  readonly env: Record<string, string>
}

/** Runs it right here: bytes, exit codes and signals are then what they are in life. */
export async function* linesOf(order: Order): AsyncGenerator<Line> {
  const child = spawn('/bin/sh', ['-c', order.command], {
    env: { PATH: process.env.PATH, ...order.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  // One that was killed has a signal and no exit code; its group is gone, and killing it would throw.
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const kill = () => child.pid && isRunning() && process.kill(-child.pid, 'SIGKILL')
  const startedAt = performance.now()
  const queue = new TransformStream<Line, Line>()
  const writer = queue.writable.getWriter()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, order.timeout * 1000)
  for (const type of ['stdout', 'stderr'] as const) {
    let offset = 0
    child[type].on('data', (bytes: Buffer) => {
      void writer.write(outputLine(type, offset, bytes)).catch(() => {})
      offset += bytes.length
    })
  }
  child.on('close', (code, signal) => {
    clearTimeout(timer)
    const returncode = timedOut ? 124 : (code ?? 137)
    const duration_ms = Math.round(performance.now() - startedAt)
    const ending = {
      returncode,
      success: returncode === 0,
      signal,
      timed_out: timedOut,
      duration_ms,
    }
    void writer.write({ type: 'end', ...ending }).catch(() => {})
    void writer.close().catch(() => {})
  })
  try {
    yield { type: 'start', pid: child.pid ?? 0 }
    yield* queue.readable
  } finally {
    kill()
  }
}

function outputLine(type: 'stdout' | 'stderr', offset: number, bytes: Buffer): Line {
  const data = bytes.toString('utf8')
  const isText = Buffer.from(data).equals(bytes)
  return { type, offset, data, ...(isText ? {} : { base64: bytes.toString('base64') }) }
}
