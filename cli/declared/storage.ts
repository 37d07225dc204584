import type { Command } from 'commander'
import { number, pair } from '../flags.ts'

const anId = 'its id, as `storage list` has it'

/** Buckets and file shares that sessions mount. */
export function storageCommands(program: Command) {
  const commands = () => import('../commands/storage.ts')
  const storage = program
    .command('storage')
    .description('Buckets of the account, for the sessions of its workspaces')
    .addHelpText('after', help)

  storage
    .command('list', { isDefault: true })
    .description('List what is stored, newest first: its size, and what it costs a day')
    .option('--workspace <id>', "only a workspace's, by its id or its name")
    .action(async (_, self: Command) => (await commands()).list(self.optsWithGlobals()))

  useFlags(storage.command('create'))
    .description('Make a bucket and print its id; it is charged by the bytes in it')
    .argument('<name>', 'yours to tell it by')
    .requiredOption('--workspace <id>', 'whose sessions use it, by its id or its name')
    .option('--class <name>', 'standard, nearline, coldline or archive')
    .option('--size-gb <count>', 'as is wished; a bucket has no fixed size', number)
    .option('--filestore', 'a file share in place of a bucket')
    .action(async (name, _, self: Command) =>
      (await commands()).create(name, self.optsWithGlobals()),
    )

  useFlags(storage.command('change'))
    .description('Change how sessions to come use it')
    .argument('<id>', anId)
    .option('--state <state>', 'active, or inactive: then it is not mounted')
    .action(async (id, _, self: Command) => (await commands()).change(id, self.optsWithGlobals()))

  storage
    .command('rm')
    .description('Delete a bucket that was made here, and all that is in it')
    .argument('<id>', anId)
    .action(async (id, _, self: Command) => (await commands()).remove(id, self.optsWithGlobals()))
}

const useFlags = (command: Command) =>
  command
    .option('--default', 'mount it in every session of its workspace, in place of the one before')
    .option('--no-default', 'mount it no more unless it is asked for')
    .option('--auto-mount', 'where it is the default, mount it without asking')
    .option('--no-auto-mount', 'mount it only where it is asked for')
    .option('--mount-path <path>', 'where backends that mount storage mount it, such as /data')
    .option('--access <mode>', 'rw, or ro: only to read')
    .option('-l, --label <name=value>', 'in place of those there are; may be repeated', pair)

const help = `
Examples:
  onmemos storage create results --workspace shop --default --mount-path /data
  onmemos storage list --workspace shop
  onmemos storage change <id> --access ro
  onmemos storage rm <id>`
