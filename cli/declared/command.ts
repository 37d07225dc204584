import type { Command } from 'commander'
import { makingFlags, number, pair, wishFlags } from '../flags.ts'

/** Commands that run a command; its exit code becomes ours. */
export function commandCommands(program: Command) {
  const run = program.command('run').argument('<command>', 'given to /bin/sh -c; quote it')
  makingFlags(wishFlags(run))
    .description('Run a command in a session of its own: make it, stream the output, delete it')
    .option('--timeout <seconds>', 'end the command after', number)
    .option('--keep', 'do not delete the session')
    .addHelpText('after', runExamples)
    .action(async (command, _, self: Command) => {
      const { run } = await import('../commands/run.ts')
      process.exitCode = await run(command, self.optsWithGlobals())
    })

  program
    .command('exec')
    .description('Run a command in a session that is there, streaming its output')
    .argument('<id>', "the session's id or name")
    .argument('<command>', 'given to /bin/sh -c; quote it')
    .option('--timeout <seconds>', 'end the command after', number)
    .option('-e, --env <NAME=value>', 'an environment variable; may be repeated', pair)
    .option('--cwd <folder>', 'where to run it')
    .addHelpText('after', execExamples)
    .action(async (id, command, _, self: Command) => {
      const { exec } = await import('../commands/exec.ts')
      process.exitCode = await exec(id, command, self.optsWithGlobals())
    })
}

const runExamples = `
stdout and stderr are the command's own, byte for byte; progress and the receipt go to stderr.
Ctrl-C deletes the session before leaving.

Examples:
  onmemos run 'echo hello'
  onmemos run --template python --timeout 60 'python3 -c "print(2**64)"'
  onmemos run --env CITY=Ulm --label job=nightly 'echo $CITY' > city.txt
  onmemos run --json 'make test' | jq -r 'select(.type == "end").returncode'`

const execExamples = `
Examples:
  onmemos exec <id> 'cat /workspace/report.csv' > report.csv
  onmemos exec <id> --cwd /tmp --env DEBUG=1 './build.sh'`
