import type { Command } from 'commander'
import { makingFlags, number, wishFlags } from '../flags.ts'

const anId = "the session's id or name"

export function sessionCommands(program: Command) {
  makingFlags(wishFlags(program.command('create')))
    .description('Make a session and print its id')
    .addHelpText('after', '\nExample:\n  id=$(onmemos create --template python --ttl 120)')
    .action(async (_, self: Command) => {
      const { create } = await import('../commands/create.ts')
      await create(self.optsWithGlobals())
    })

  program
    .command('ls')
    .description('List your sessions, newest first')
    .option('--status <status>', 'only those in this state, such as running')
    .option('--workspace <id>', 'only those of this workspace')
    .option('--label <name=value>', 'only those with this label')
    .option('--all', 'every page, not only the newest 20')
    .addHelpText('after', '\nExample:\n  onmemos ls --status running --label team=ml')
    .action(async (_, self: Command) => {
      const { ls } = await import('../commands/ls.ts')
      await ls(self.optsWithGlobals())
    })

  program
    .command('get')
    .description('Show a session')
    .argument('<id>', anId)
    .action(async (id, _, self: Command) => {
      const { get } = await import('../commands/get.ts')
      await get(id, self.optsWithGlobals())
    })

  program
    .command('extend')
    .description('Give a session more time')
    .argument('<id>', anId)
    .argument('<minutes>', 'how much more', number)
    .addHelpText('after', '\nExample:\n  onmemos extend <id> 30')
    .action(async (id, minutes, _, self: Command) => {
      const { extend } = await import('../commands/extend.ts')
      await extend(id, minutes, self.optsWithGlobals())
    })

  program
    .command('rm')
    .alias('stop')
    .description('Stop sessions, settle their bills and delete them')
    .argument('<id...>', 'ids or names')
    .addHelpText('after', '\nExample:\n  onmemos ls --status running | cut -f1 | xargs onmemos rm')
    .action(async (ids, _, self: Command) => {
      const { rm } = await import('../commands/rm.ts')
      process.exitCode = await rm(ids, self.optsWithGlobals())
    })

  program
    .command('url')
    .description('Print an address for what listens on a port of a session')
    .argument('<id>', anId)
    .argument('<port>', 'where a server in the session listens, or will', number)
    .option('--expires-in <minutes>', 'how long it is good', number, 60)
    .addHelpText('after', '\nExample:\n  curl "$(onmemos url <id> 8000)"')
    .action(async (id, port, _, self: Command) => {
      const { url } = await import('../commands/url.ts')
      await url(id, port, self.optsWithGlobals())
    })

  program
    .command('events')
    .description('What happened to a session, oldest first')
    .argument('<id>', anId)
    .action(async (id, _, self: Command) => {
      const { events } = await import('../commands/events.ts')
      await events(id, self.optsWithGlobals())
    })

  program
    .command('top')
    .description('Show what CPU and memory a session takes now')
    .argument('<id>', anId)
    .addHelpText('after', '\nExample:\n  watch -n 5 onmemos top <id>')
    .action(async (id, _, self: Command) => {
      const { top } = await import('../commands/top.ts')
      await top(id, self.optsWithGlobals())
    })

  for (const [name, description, load] of keeping) {
    const command = program.command(name).description(description).argument('<id>', anId)
    if (name === 'snapshot' || name === 'fork')
      command.option('--name <name>', 'a name for the snapshot')
    command.action(async (id, _, self: Command) => (await load())(id, self.optsWithGlobals()))
  }
}

/** What keeps a session's files, and makes sessions of them. */
const keeping = [
  [
    'pause',
    'Keep the files of a session and let its compute go',
    async () => (await import('../commands/pause.ts')).pause,
  ],
  [
    'resume',
    'Bring a paused session back, with its files',
    async () => (await import('../commands/pause.ts')).resume,
  ],
  [
    'snapshot',
    'Keep the files of a session as they are now, and print the id',
    async () => (await import('../commands/snapshot.ts')).snapshot,
  ],
  [
    'snapshots',
    'List the snapshots of a session',
    async () => (await import('../commands/snapshot.ts')).snapshots,
  ],
  [
    'fork',
    'Make a session that begins with the files of another',
    async () => (await import('../commands/snapshot.ts')).fork,
  ],
] as const
