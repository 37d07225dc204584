import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { accountCommands } from './declared/account.ts'
import { commandCommands } from './declared/command.ts'
import { costCommands } from './declared/cost.ts'
import { fileCommands } from './declared/files.ts'
import { sessionCommands } from './declared/session.ts'
import { terminalCommands } from './declared/terminal.ts'

/** All that can be typed. What a command does is loaded when it is the one. */
export function program(): Command {
  const program = new Command('onmemos')
    .description('Isolated sessions on your own cloud, paid from prepaid credits.')
    .version(version())
    .option('--key <key>', 'the API key; else ONMEMOS_API_KEY, .env, the saved login')
    .option('--url <url>', 'the server; else ONMEMOS_URL, .env, the saved login, this machine')
    .option('--json', 'JSON on stdout (a line each for streams), problems as JSON on stderr')
    .addHelpText('after', after)
  const inherited = program.configureHelp({ showGlobalOptions: true })
  inherited.exitOverride().configureOutput({ outputError: () => {} })
  const declared = [
    commandCommands,
    terminalCommands,
    fileCommands,
    sessionCommands,
    costCommands,
    accountCommands,
  ]
  for (const declare of declared) declare(program)
  return program
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}

const after = `
Exit codes: 0 done, 1 failed, 2 typed wrong; run, exec, shell, attach and logs pass on the
command's own.

Examples:
  onmemos login --key <key>
  onmemos run 'python3 --version'
  onmemos run --template python --cpu 2 --memory 4g --env LEVEL=debug 'python3 train.py'
  id=$(onmemos create) && onmemos exec "$id" 'ls -la' && onmemos rm "$id"
  onmemos ls --status running --json | jq -r '.sessions[].id'`
