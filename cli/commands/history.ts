import type { Client } from '../../sdk/client.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson, printTable, tell } from '../output.ts'
import { pages } from '../pages.ts'

export async function history(id: string, flags: Common) {
  const { commands } = connect(flags)
  const page = (cursor?: string) => commands.list({ params: { id }, query: { cursor, limit: 100 } })
  const answer = await pages(page, merged)
  if (flags.json) return printJson(answer)
  printTable(headings, answer.commands.map(row))
}

/** What a command said on both of its streams, as far as it is kept. */
export async function output(id: string, number: number, flags: Common) {
  const { commands } = connect(flags)
  const params = { id, command_id: number }
  const command = await commands.get({ params })
  if (flags.json) print(JSON.stringify(command))
  for (const stream of ['stdout', 'stderr'] as const) {
    for (let offset = 0, isOver = false; !isOver; ) {
      const answer = await commands.output({ params, query: { stream, offset } })
      if (flags.json) printJson(answer)
      else {
        if (answer.offset > offset) lost(answer.offset - offset, stream)
        process[stream].write(bytesOf(answer))
      }
      isOver = answer.is_complete || answer.next_offset <= offset
      offset = answer.next_offset
    }
  }
  if (command.status === 'running')
    tell(`Command ${number} still runs: this is what it said so far.`)
}

type Page = Awaited<ReturnType<Client['commands']['list']>>
type Command = Page['commands'][number]
type Answer = Awaited<ReturnType<Client['commands']['output']>>

const merged = (before: Page, { commands, next_cursor }: Page): Page => ({
  commands: [...before.commands, ...commands],
  next_cursor,
})

const headings = ['ID', 'STATUS', 'CODE', 'CAUSE', 'SECONDS', 'STARTED', 'COMMAND']

const row = (command: Command) => [
  command.id,
  command.status,
  command.returncode === null ? '-' : String(command.returncode),
  command.cause ?? '-',
  command.duration_ms === null ? '-' : (command.duration_ms / 1_000).toFixed(1),
  command.started_at,
  said(command),
]

/** As it was typed, where a shell was given it. */
function said({ argv, terminal }: Command): string {
  const [shell, flag, line] = argv
  const typed = shell === '/bin/sh' && flag === '-c' && line !== undefined ? line : argv.join(' ')
  return `${terminal ? '(terminal) ' : ''}${typed.length > 100 ? `${typed.slice(0, 99)}…` : typed}`
}

const bytesOf = ({ data, base64 }: Answer) =>
  base64 === undefined ? Buffer.from(data) : Buffer.from(base64, 'base64')

const lost = (bytes: number, stream: string) => tell(`${bytes} bytes of ${stream} are not kept`)
