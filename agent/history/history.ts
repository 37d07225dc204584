import { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConnectError } from '../../shared/agents/connect.ts'
import {
  type CommandRecord,
  historyName,
  KeptCommand,
  type Span,
  type StreamName,
} from '../../shared/agents/history.ts'
import { limits } from '../limits.ts'
import { spanAfter, spansOf } from './output.ts'
import { type Begun, killed, recordOf } from './record.ts'

/**
 * Every command of the session, by its number. One that the agent forgets, and at the session's end each, is left as a
 * file in the agent's directory, where whoever removes the box finds it.
 */
export class History {
  readonly #directory: string
  readonly #live = new Map<number, Begun>()
  /** Those that have a file. */
  readonly #kept = new Map<number, { record: CommandRecord; outputBytes: number }>()

  constructor(directory: string) {
    this.#directory = join(directory, historyName)
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
  }

  /** On record from its beginning: what kills this agent does not take it along. */
  add(begun: Begun): void {
    this.#live.set(begun.number, begun)
    this.#write({ record: recordOf(begun), output: { stdout: [], stderr: [] } })
    this.#forgetOldest()
  }

  /** The same once it has ended, with what it said. Its journals are still what is told. */
  ended(number: number): void {
    const begun = this.#live.get(number)
    if (begun?.command.end) this.#writeEnded(begun)
  }

  list(after: number, limit: number): readonly CommandRecord[] {
    return this.#numbers()
      .filter((number) => number > after)
      .slice(0, limit)
      .flatMap((number) => this.#recordOf(number) ?? [])
  }

  output(number: number, stream: StreamName, from: number): { record: CommandRecord; span: Span } {
    const record = this.#recordOf(number)
    if (!record) throw new ConnectError('not_found', `no command ${number}`)
    const begun = this.#live.get(number)
    if (begun) {
      const { offset, bytes } = begun.command[stream].read(from)
      return { record, span: { offset, base64: bytes.toString('base64') } }
    }
    const { output } = this.keptCommand(number)
    return { record, span: spanAfter(output[stream], from, record[`${stream}Bytes`]) }
  }

  /** As its file has it. */
  keptCommand(number: number): KeptCommand {
    if (!this.#kept.has(number)) throw new ConnectError('not_found', `no command ${number}`)
    return KeptCommand.parse(JSON.parse(readFileSync(this.#fileOf(number), 'utf8')))
  }

  /** Before the journals of a command go. */
  keep(number: number): void {
    const begun = this.#live.get(number)
    if (!begun) return
    this.#live.delete(number)
    if (!this.#kept.get(number)?.record.ending) this.#writeEnded(begun)
  }

  /** All that are left, the session being over. */
  keepAll(): void {
    for (const number of [...this.#live.keys()]) this.keep(number)
  }

  /** From now on the end of a command is the session's doing. */
  ending(cause: 'lease' | 'stopped'): void {
    for (const begun of this.#live.values()) if (!begun.command.end) begun.endedWith = cause
  }

  /** A full disk may have cost one that lives its file. */
  #numbers(): readonly number[] {
    return [...new Set([...this.#kept.keys(), ...this.#live.keys()])].sort((a, b) => a - b)
  }

  #recordOf(number: number): CommandRecord | undefined {
    const begun = this.#live.get(number)
    return begun ? recordOf(begun) : this.#kept.get(number)?.record
  }

  #write(kept: KeptCommand): void {
    const { record, output } = kept
    const path = this.#fileOf(record.number)
    const sizes = [...output.stdout, ...output.stderr].map(({ base64 }) => base64.length)
    const outputBytes = sizes.reduce((sum, size) => sum + size, 0)
    try {
      writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 })
      renameSync(`${path}.new`, path)
      this.#kept.set(record.number, { record, outputBytes })
    } catch (error) {
      // A full disk costs this command's record, and not the session.
      console.error('a command could not be kept:', error)
    }
  }

  #writeEnded(begun: Begun): void {
    const known = recordOf(begun)
    const record = { ...known, ending: known.ending ?? killed(begun) }
    const { stdout, stderr } = begun.command
    const output = { stdout: spansOf(stdout), stderr: spansOf(stderr) }
    this.#write({ record, output })
    this.#shrink()
  }

  /** All output that is kept has a bound: the oldest goes first, its record stays. */
  #shrink(): void {
    let bytes = [...this.#kept.values()].reduce((sum, { outputBytes }) => sum + outputBytes, 0)
    for (const [, { record, outputBytes }] of this.#kept) {
      if (bytes <= limits.keptBytesPerBox) return
      if (outputBytes === 0) continue
      bytes -= outputBytes
      this.#write({ record, output: { stdout: [], stderr: [] } })
    }
  }

  #forgetOldest(): void {
    for (const number of this.#kept.keys()) {
      if (this.#kept.size <= limits.commandsRecordedMax) return
      if (this.#live.has(number)) continue
      this.#kept.delete(number)
      unlinkSync(this.#fileOf(number))
    }
  }

  #fileOf(number: number): string {
    return join(this.#directory, `${number}.json`)
  }
}
