import { EventEmitter } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '../../../shared/platform/clock.ts'

type StreamName = 'stdout' | 'stderr'

export interface LogOptions {
  readonly isFollowed: boolean
  /** Of the turn before the last restart. */
  readonly isPrevious: boolean
  readonly tailLines: number | undefined
  readonly limitBytes: number | undefined
  /** RFC 3339, or nothing. */
  readonly since: string | undefined
  readonly hasTimestamps: boolean
}

/** What a container said, line by line with the time of each, and whoever listens to it now. */
export class ContainerLog {
  readonly #path: string
  readonly #clock: Clock
  readonly #told = new EventEmitter<{
    line: [string]
    bytes: [StreamName, Buffer]
    end: []
  }>().setMaxListeners(0)
  #unfinished: Record<StreamName, string> = { stdout: '', stderr: '' }
  #hasEnded = true

  constructor(path: string, clock: Clock) {
    this.#path = path
    this.#clock = clock
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
  }

  /** Another turn of the container: what the one before said is kept as the previous. */
  begin(): void {
    this.#hasEnded = false
    if (sizeOf(this.#path) > 0) renameSync(this.#path, `${this.#path}.previous`)
  }

  hear = (stream: StreamName, bytes: Buffer): void => {
    this.#told.emit('bytes', stream, bytes)
    const lines = (this.#unfinished[stream] + bytes.toString('latin1')).split('\n')
    this.#unfinished[stream] = lines.pop() ?? ''
    this.#write(lines.map((line) => `${line}\n`))
  }

  /** The container ended: what it left without a line's end is a line too. */
  end(): void {
    this.#write(Object.values(this.#unfinished).filter((rest) => rest !== ''))
    this.#unfinished = { stdout: '', stderr: '' }
    this.#hasEnded = true
    this.#told.emit('end')
  }

  /** As it is said from now on. */
  listen(hear: (stream: StreamName, bytes: Buffer) => void): () => void {
    this.#told.on('bytes', hear)
    return () => void this.#told.off('bytes', hear)
  }

  stream(options: LogOptions): ReadableStream<Uint8Array> {
    const { isFollowed, isPrevious, hasTimestamps } = options
    let stop = () => {}
    return new ReadableStream({
      start: (controller) => {
        const say = (line: string) =>
          controller.enqueue(Buffer.from(hasTimestamps ? line : withoutTime(line), 'latin1'))
        for (const line of this.#lines(options)) say(line)
        if (!isFollowed || isPrevious || this.#hasEnded) return controller.close()
        const end = () => {
          stop()
          controller.close()
        }
        stop = () => void this.#told.off('line', say).off('end', end)
        this.#told.on('line', say).on('end', end)
      },
      cancel: () => stop(),
    })
  }

  #lines({ isPrevious, tailLines, limitBytes, since }: LogOptions): readonly string[] {
    const all =
      textOf(isPrevious ? `${this.#path}.previous` : this.#path).match(/[^\n]*\n|[^\n]+$/g) ?? []
    const late = since === undefined ? all : all.filter((line) => line.slice(0, 24) >= since)
    const last = tailLines === undefined ? late : late.slice(Math.max(0, late.length - tailLines))
    if (limitBytes === undefined) return last
    let left = limitBytes
    return last.flatMap((line) => {
      const fits = line.slice(0, timeLength + Math.max(0, left))
      left -= line.length - timeLength
      return fits.length > timeLength ? [fits] : []
    })
  }

  #write(lines: readonly string[]) {
    if (lines.length === 0) return
    const timed = lines.map((line) => `${this.#clock.now()} ${line}`)
    // As a kubelet does, a log that is full begins anew.
    if (sizeOf(this.#path) > bytesMax) rmSync(this.#path)
    appendFileSync(this.#path, timed.join(''), 'latin1')
    for (const line of timed) this.#told.emit('line', line)
  }
}

const textOf = (path: string) => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const withoutTime = (line: string) => line.slice(timeLength)
/** `2026-01-01T00:00:00.000Z` and a space. */
const timeLength = 25
const bytesMax = 10_485_760
