import type { Command } from 'commander'
import { number, pair } from '../flags.ts'

const anId = "the workspace's id or name"

export function workspaceCommands(program: Command) {
  const workspaces = program
    .command('workspaces')
    .description('What sessions share: a namespace, environment, secrets, an identity')
    .addHelpText('after', help)

  workspaces
    .command('list', { isDefault: true })
    .description('List them, newest first')
    .action(async (_, self: Command) => {
      const { listWorkspaces } = await import('../commands/workspaces.ts')
      await listWorkspaces(self.optsWithGlobals())
    })

  saidFlags(workspaces.command('create'))
    .description('Make one and print its id')
    .argument('<name>', 'unique in the account: a-z, 0-9 and inner dashes')
    .action(async (name, _, self: Command) => {
      const { addWorkspace } = await import('../commands/workspaces.ts')
      await addWorkspace(name, self.optsWithGlobals())
    })

  workspaces
    .command('show')
    .description('Show one, as JSON')
    .argument('<id>', anId)
    .action(async (id, _, self: Command) => {
      const { showWorkspace } = await import('../commands/workspaces.ts')
      await showWorkspace(id, self.optsWithGlobals())
    })

  saidFlags(workspaces.command('change'))
    .description('Change one, for sessions to come')
    .argument('<id>', anId)
    .option('--name <name>', 'rename it')
    .option('--remove-secret <NAME>', 'take a secret away; may be repeated', several)
    .action(async (id, _, self: Command) => {
      const { changeWorkspace } = await import('../commands/workspaces.ts')
      await changeWorkspace(id, self.optsWithGlobals())
    })

  workspaces
    .command('rm')
    .description('Delete one without live sessions, with its identity')
    .argument('<id>', anId)
    .action(async (id, _, self: Command) => {
      const { removeWorkspace } = await import('../commands/workspaces.ts')
      await removeWorkspace(id, self.optsWithGlobals())
    })
}

const saidFlags = (command: Command) =>
  command
    .option('--description <text>', 'what it is for')
    .option('-e, --env <NAME=value>', 'for all of its sessions; may be repeated', pair)
    .option('--secrets <file>', 'lines of NAME=value that are never shown again; - is stdin')
    .option('--sessions <count>', 'live at once', number)
    .option('--member <user id>', 'who may use it; may be repeated; everyone unless said', several)
    .option(
      '-t, --template <name>',
      'what its sessions may be made from, the first unless they say; may be repeated',
      several,
    )

const several = (text: string, before: readonly string[] = []) => [...before, text]

const help = `
Examples:
  onmemos workspaces create shop --env STAGE=test --secrets .env.shop
  onmemos run --workspace shop 'echo $STAGE'
  onmemos workspaces change shop --remove-secret OLD_TOKEN
  onmemos workspaces rm shop`
