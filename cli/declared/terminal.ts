import type { Command } from 'commander'
import { number } from '../flags.ts'

const anId = "the session's id or name"

/** Terminals, which go on when nobody sits at them, and what ran. */
export function terminalCommands(program: Command) {
  named(program.command('shell'))
    .description('Open a terminal in a session, or join it; its exit code becomes ours')
    .argument('<id>', anId)
    .argument('[command]', 'what runs in a terminal that is opened; a login shell else')
    .addHelpText('after', shellExamples)
    .action(async (id, command, _, self: Command) => {
      const { shell } = await import('../commands/shell.ts')
      process.exitCode = await shell(id, command, self.optsWithGlobals())
    })

  named(program.command('attach'))
    .description('Join a terminal that is open, and see all it has said')
    .argument('<id>', anId)
    .addHelpText('after', '\nExample:\n  onmemos attach <id> --terminal build')
    .action(async (id, _, self: Command) => {
      const { attach } = await import('../commands/shell.ts')
      process.exitCode = await attach(id, self.optsWithGlobals())
    })

  named(program.command('logs'))
    .description(
      'Show what a terminal has said and follow it to its end; its exit code becomes ours',
    )
    .argument('<id>', anId)
    .requiredOption('-f, --follow', 'go on until it ends')
    .addHelpText('after', '\nExample:\n  onmemos logs -f <id> --terminal build > build.log')
    .action(async (id, _, self: Command) => {
      const { logs } = await import('../commands/shell.ts')
      process.exitCode = await logs(id, self.optsWithGlobals())
    })

  program
    .command('history')
    .description('List the commands of a session with how they ended, or print what one said')
    .argument('<id>', anId)
    .argument('[command]', 'its number', number)
    .addHelpText('after', '\nExample:\n  onmemos history <id> 3 > output.txt')
    .action(async (id, command, _, self: Command) => {
      const { history, output } = await import('../commands/history.ts')
      const flags = self.optsWithGlobals()
      await (command === undefined ? history(id, flags) : output(id, command, flags))
    })
}

const named = (command: Command) =>
  command.option('--terminal <name>', 'which terminal of the session', 'main')

const shellExamples = `
Ctrl-] leaves the terminal, which goes on. A connection that breaks is made again, and nothing of the output is lost.

Examples:
  onmemos shell <id>
  onmemos shell <id> --terminal build 'make all'
  onmemos shell <id> python3`
