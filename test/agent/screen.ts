import { onTestFinished } from 'vitest'
import type { AgentClient } from '../../shared/agents/client.ts'
import type { CommandEvent } from '../../shared/agents/events.ts'
import { newAgent } from './ground.ts'

type End = Extract<CommandEvent, { type: 'end' }>

/** Someone at a terminal of an agent: types, and reads what comes. */
export async function newScreen(
  argv: readonly [string, ...string[]],
  more: { cols?: number; rows?: number; env?: Record<string, string>; timeoutMs?: number } = {},
) {
  const agent = await newAgent()
  onTestFinished(() => agent[Symbol.asyncDispose]())
  return { ...openScreen(agent.client, argv, more), agent }
}

/** The same on an agent that is there. */
export function openScreen(
  client: AgentClient,
  argv: readonly [string, ...string[]],
  { cols = 80, rows = 24, ...more }: Parameters<typeof newScreen>[1] = {},
) {
  const events = client.run({ argv, terminal: { cols, rows }, ...more })[Symbol.asyncIterator]()
  const said: Buffer[] = []
  let pid = 0
  let end: End | undefined
  const text = () => Buffer.concat(said).toString()
  const next = async () => {
    const { value } = await events.next()
    if (value?.type === 'start') pid = value.pid
    else if (value?.type === 'end') end = value
    else if (value) said.push(Buffer.from(value.data))
    return value
  }
  return {
    client,
    text,
    bytes: () => Buffer.concat(said),
    pid: () => pid,
    /** Reads on until the command has begun. */
    async begins() {
      while (pid === 0) await next()
    },
    type: (keys: string) => client.sendInput({ pid }, Buffer.from(keys)),
    resize: (size: { cols: number; rows: number }) => client.resize({ pid }, size),
    /** Reads on until the screen shows this, after what it showed when it was last asked. */
    async shows(pattern: RegExp, from = 0) {
      while (!pattern.test(text().slice(from))) {
        if (!(await next())) throw new Error(`never shown: ${pattern} in ${text()}`)
      }
      return text().length
    },
    async ends(): Promise<End> {
      while (!end) if (!(await next())) throw new Error('no end was told')
      return end
    },
  }
}
