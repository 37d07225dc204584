import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Common } from './api.ts'
import { accessCommands } from './declared/access.ts'
import { accountCommands } from './declared/account.ts'
import { commandCommands } from './declared/command.ts'
import { costCommands } from './declared/cost.ts'
import { fileCommands } from './declared/files.ts'
import { sessionCommands } from './declared/session.ts'
import { storageCommands } from './declared/storage.ts'
import { terminalCommands } from './declared/terminal.ts'
import { workspaceCommands } from './declared/workspace.ts'

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
    workspaceCommands,
    storageCommands,
    accountCommands,
    accessCommands,
  ]
  for (const declare of declared) declare(program)
  program.hook('preAction', async (_, command) => {
    if (beginnings.has(command.name())) return
    const { refreshLogin } = await import('../sdk/refresh.ts')
    const { key, url } = command.optsWithGlobals<Common>()
    await refreshLogin({ apiKey: key, baseUrl: url })
  })
  return program
}

/** They begin or end a sign-in: the one that is kept need not be good. */
const beginnings = new Set(['login', 'logout', 'signup'])

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}

const after = `
Exit codes: 0 done, 1 failed, 2 typed wrong; run, exec, shell, attach and logs pass on the
command's own.

Examples:
  onmemos login
  onmemos run 'python3 --version'
  onmemos run --template python --cpu 2 --memory 4g --env LEVEL=debug 'python3 train.py'
  id=$(onmemos create) && onmemos exec "$id" 'ls -la' && onmemos rm "$id"
  onmemos ls --status running --json | jq -r '.sessions[].id'`
