import type { KeptCommand } from '../../../shared/agents/history.ts'
import { epochMs, type Instant } from '../../../shared/platform/clock.ts'

/** What is in an emulated box: files by name, and what its commands said. */
export class Inside {
  files: ReadonlyMap<string, string> = new Map()
  #commands: readonly KeptCommand[] = []

  /** `keep NAME TEXT` writes a file, `say TEXT` prints a line; ` && ` is between them. */
  run(script: string, at: Instant): KeptCommand {
    let said = ''
    for (const step of script.split(' && ')) {
      const [verb, name = '', text = ''] = step.split(' ')
      if (verb === 'keep') this.files = new Map([...this.files, [name, text]])
      else said += `${name}\n`
    }
    const number = this.#commands.length + 1
    const command = commandOf(number, script, said, at)
    this.#commands = [...this.#commands, command]
    return command
  }

  /** As one archive: the same files are the same bytes. */
  packed = (): Buffer =>
    Buffer.from(JSON.stringify([...this.files].sort(([one], [other]) => (one < other ? -1 : 1))))

  unpack(bytes: Buffer) {
    this.files = new Map(JSON.parse(bytes.toString()))
  }

  get commands(): readonly KeptCommand[] {
    return this.#commands
  }

  /** The machine took it: nobody was left to write down what was said. */
  silence() {
    this.#commands = []
  }
}

const commandOf = (number: number, script: string, said: string, at: Instant): KeptCommand => ({
  record: {
    number,
    pid: number,
    tag: null,
    argv: ['/bin/sh', '-c', script],
    cwd: '/workspace',
    isTerminal: false,
    startedAt: at,
    ending: { cause: 'exited', exitCode: 0, signal: null, endedAt: at, durationMs: 0 },
    stdoutBytes: said.length,
    stderrBytes: 0,
  },
  output: {
    stdout: said ? [{ offset: 0, base64: Buffer.from(said).toString('base64') }] : [],
    stderr: [],
  },
})

/** What a command printed, as it was kept. */
export const printed = ({ output }: KeptCommand): string =>
  output.stdout.map(({ base64 }) => Buffer.from(base64, 'base64').toString()).join('')

export const startedMs = ({ record }: KeptCommand) => epochMs(record.startedAt)
