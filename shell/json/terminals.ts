import type { CommandEvent } from '../../shared/agents/events.ts'
import type { AgentLine } from '../../shared/agents/line.ts'
import { endingOf } from '../../shared/commands/run.ts'
import { terminalFault, terminalIn } from '../../shared/commands/terminal.ts'
import type { ClientMessage, ServerMessage } from '../../shared/contract/shell.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { limits } from '../../shared/platform/limits.ts'
import type { Session } from '../../shared/sessions/session.ts'
import { Input } from '../input.ts'
import type { Socket } from '../socket.ts'
import { Output } from './output.ts'

type Say<T> = Extract<ClientMessage, { type: T }>

interface Attached {
  readonly leaving: AbortController
  pid: number
  output: Output
  input: Input
  readonly resize: AgentLine['resize']
  told: Promise<void>
}

interface Outlets {
  readonly socket: Socket
  tell(message: ServerMessage): Promise<void> | undefined
  fail(cause: unknown): void
}

/** The terminals one socket listens to, by their names. */
export class Terminals {
  readonly #plane: Plane
  readonly #session: Session
  readonly #to: Outlets
  readonly #attached = new Map<string, Attached>()
  /** The attaches asked for so far; it never fails. */
  #turns: Promise<void> = Promise.resolve()

  constructor(plane: Plane, session: Session, to: Outlets) {
    this.#plane = plane
    this.#session = session
    this.#to = to
    to.socket.gone.addEventListener('abort', () => this.#leaveAll())
  }

  /** One after the other: who asks twice at once finds what the first has opened, and the bound counts it. */
  attach(request: Say<'attach'>): Promise<void> {
    const attached = this.#turns.then(() => this.#attach(request))
    this.#turns = attached.catch(() => undefined)
    return attached
  }

  type({ terminal, data, base64 }: Say<'input'>): void {
    this.#find(terminal).input.push(
      base64 === undefined ? Buffer.from(data ?? '') : Buffer.from(base64, 'base64'),
    )
  }

  async resize({ terminal, cols, rows }: Say<'resize'>): Promise<void> {
    const { input, resize } = this.#find(terminal)
    // At once where it can be, so that what is typed next comes after it.
    if (input.isBusy) await input.settled()
    resize({ cols, rows })
  }

  async signal({ terminal, signal }: Say<'signal'>): Promise<void> {
    const { pid } = this.#find(terminal)
    await this.#asked((agent) => agent.sendSignal({ pid }, `SIG${signal}`))
  }

  detach({ terminal }: Say<'detach'>): void {
    this.#find(terminal)
    this.#leave(terminal)
    void this.#to.tell({ type: 'detached', terminal })
  }

  /** Where each would be resumed. */
  places() {
    return [...this.#attached].map(([terminal, { pid, output }]) => ({
      terminal,
      pid,
      offset: output.offset,
    }))
  }

  /** When all that was listened to has been told to its end. */
  async settled(): Promise<void> {
    await Promise.all([...this.#attached.values()].map(({ told }) => told))
  }

  async #attach(request: Say<'attach'>): Promise<void> {
    const { terminal: name } = request
    this.#leave(name)
    if (this.#attached.size >= limits.terminalsPerSocketMax) {
      throw new Fault(
        'invalid_request',
        `a socket listens to ${limits.terminalsPerSocketMax} terminals at the most`,
      )
    }
    const leaving = new AbortController()
    const { line, isNew } = await terminalIn(
      this.#plane,
      this.#session,
      { name, ...request },
      leaving.signal,
    )
    const { pid, events } = line
    line.onRefused((refusal) => this.#fail(refusal))
    const attached: Attached = {
      leaving,
      pid,
      output: new Output(isNew ? 0 : request.offset),
      input: new Input(this.#to.socket, line.type),
      resize: line.resize,
      told: Promise.resolve(),
    }
    this.#attached.set(name, attached)
    const place = { terminal: name, pid, offset: attached.output.offset }
    void this.#to.tell({ type: 'attached', ...place, is_new: isNew })
    attached.told = this.#relay(name, attached, events)
    if (this.#to.socket.gone.aborted) this.#leaveAll()
  }

  async #relay(
    name: string,
    attached: Attached,
    events: AsyncIterable<CommandEvent>,
  ): Promise<void> {
    const { pid, output } = attached
    const tell = (piece: Omit<Extract<ServerMessage, { type: 'output' }>, 'type' | 'stream'>) =>
      this.#to.tell({ type: 'output', terminal: name, stream: 'tty', ...piece })
    try {
      for await (const event of events) {
        if (event.type === 'stdout') for (const piece of output.of(event)) await tell(piece)
        if (event.type !== 'end') continue
        for (const piece of output.last()) await tell(piece)
        void this.#to.tell({ type: 'exit', terminal: name, pid, ...endingOf(event) })
      }
    } catch (cause) {
      if (!attached.leaving.signal.aborted) this.#fail(cause)
    } finally {
      if (this.#attached.get(name) === attached) this.#attached.delete(name)
    }
  }

  #find(name: string): Attached {
    const attached = this.#attached.get(name)
    if (attached) return attached
    throw new Fault('not_found', `this socket is not attached to a terminal ${name}`)
  }

  #leave(name: string): void {
    this.#attached.get(name)?.leaving.abort()
    this.#attached.delete(name)
  }

  #leaveAll(): void {
    for (const name of [...this.#attached.keys()]) this.#leave(name)
  }

  async #asked(ask: (agent: ReturnType<Plane['agent']>) => Promise<void>): Promise<void> {
    try {
      await ask(this.#plane.agent(this.#session.backend, this.#session.id))
    } catch (cause) {
      throw await terminalFault(this.#plane, this.#session, cause)
    }
  }

  #fail(cause: unknown): void {
    terminalFault(this.#plane, this.#session, cause).then(
      (fault) => this.#to.fail(fault),
      (failure) => this.#to.fail(failure),
    )
  }
}
