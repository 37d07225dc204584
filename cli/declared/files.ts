import type { Command } from 'commander'
import { number } from '../flags.ts'

/** The files of sessions. */
export function fileCommands(program: Command) {
  program
    .command('cp')
    .description('Copy files and folders between this machine and a session')
    .argument('<from>', 'a path here, or <id>:<path> in a session')
    .argument('<to>', 'the same, on the other side')
    .addHelpText('after', copyExamples)
    .action(async (from, to, _, self: Command) => {
      const { cp } = await import('../commands/cp.ts')
      await cp(from, to, self.optsWithGlobals())
    })

  const files = program.command('files').description('Look at the files of a session')
  files
    .command('ls')
    .description('List a folder of a session')
    .argument('<id>', "the session's id or name")
    .argument('[path]', 'absolute, or from the home of its user', '/workspace')
    .option('--depth <levels>', 'how many levels of folders', number, 1)
    .addHelpText('after', '\nExample:\n  onmemos files ls <id> /workspace/src --depth 3')
    .action(async (id, path, _, self: Command) => {
      const { list } = await import('../commands/files.ts')
      await list(id, path, self.optsWithGlobals())
    })
}

const copyExamples = `
A folder is copied with all in it. What is there already is replaced, each file whole or not at all; links are followed
to files and not to folders. Permissions are not copied.

Examples:
  onmemos cp ./src <id>:/workspace
  onmemos cp <id>:/workspace/report.csv .
  onmemos cp data.csv <id>:`
