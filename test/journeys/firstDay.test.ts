import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { bin } from '../cli/bin.ts'
import { newStateDirectory, npmStart, type Running } from '../kit/npmStart.ts'
import { enterCode, newBrowser } from '../kit/oidc/browser.ts'

/** What somebody types who follows the page, block by block. */
const blocks = [
  ...readFileSync('docs/first-day.md', 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm),
].map(([, block = '']) => block)

/** What each block answers, in their order. */
const answers: readonly (RegExp | readonly RegExp[])[] = [
  /"email":"grace@example.com".*"user_type":"admin"/,
  /Logged in at http/,
  /"users":2/,
  [/"micros":5000000/, /"sessions_max":1\b/],
  [/Logged in at http/, /^user\w+, owner of Ada Lovelace .*\nsigned in, with the saved login/m],
  /\/terminal\/sess\w+$/m,
  [/keep this key now/, /hello from ws-default-user-\d+/, /this key may not see what it cost/],
  [/this account may have 1 at once/, /ask for more with: onmemos quota/, /^quot\w+$/m],
  /"status":"granted"/,
  [/passport pp\w+ may have 2 at once/, /this limit is the key's own/],
  [/keep this key now/, /(sess\w+\tstopped\tuser\n){2}/, /^pp\w+ is revoked$/m],
  /this passport was revoked/,
  [
    /\tkeys\.revoke\t200\t1\tuser user/,
    /\tquotas\.grant\t200\t1\tadmin user/,
    /\tsessions\.create\ttoo_many_sessions\t\d\tpassport pp/,
    /\tsessions\.list\tunauthenticated\t1\tpassport pp/,
  ],
  [/"actor":\{"kind":"admin","id":"user/, /"chains":\d+.*"findings":\[\]/, /"sum_micros":0/],
]

test('the page of the first day works as typed, with a browser to sign in', async () => {
  const state = newStateDirectory()
  const cloud = await npmStart(state, ['--identity-provider'])
  const shell = newShell(cloud, state)
  const people = ['grace@example.com', 'ada@example.com']
  for (const [index, block] of blocks.entries()) {
    const said = await shell.type(block, async (address) => {
      const page = await enterCode(address, { email: people.shift() ?? '' })
      expect(page).toContain('You are signed in')
    })
    for (const answer of [answers[index] ?? /^$/].flat()) expect(said).toMatch(answer)
    const terminal = /http\S+\/terminal\/\w+/.exec(said)?.[0]
    if (terminal) await openTerminal(cloud, new URL(terminal))
  }
  expect(blocks).toHaveLength(answers.length)
}, 180_000)

/** A bash in this folder, with the ports and the state of a cloud of the test's own. */
function newShell({ publicUrl, adminUrl }: Running, state: string) {
  const { ONMEMOS_API_KEY: _, ...env } = process.env
  const bash = spawn('bash', { env, stdio: 'pipe' })
  onTestFinished(() => void bash.kill())
  let said = ''
  for (const stream of [bash.stdout, bash.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  bash.stdin.write(`npx() { shift; '${process.execPath}' '${bin}' "$@"; }\n`)
  return {
    /** Answers what a block said. `signIn` is told of an address to open. */
    async type(block: string, signIn: (address: string) => Promise<void>): Promise<string> {
      const here = block
        .replaceAll('http://127.0.0.1:8080', publicUrl)
        .replaceAll('http://127.0.0.1:8001', adminUrl)
        .replaceAll('.onmemos/', `${state}/`)
      said = ''
      bash.stdin.write(`{\n${here}\n} </dev/null 2>&1\necho the block is done\n`)
      let opened = false
      const done = () => {
        const address = /Open (http\S+) in a browser/.exec(said)?.[1]
        if (address && !opened) {
          opened = true
          void signIn(address)
        }
        return said.endsWith('the block is done\n')
      }
      await expect.poll(done, { timeout: 60_000, interval: 50 }).toBe(true)
      return said.replace(/the block is done\n$/, '')
    },
  }
}

/** By the link of the page of the terminal. */
async function openTerminal({ publicUrl }: Running, { pathname }: URL) {
  const browser = newBrowser()
  const asked = await browser.visit(`${publicUrl}/v1/signin?return_to=${pathname}`, 'none:')
  const page = { url: asked.url, html: (await asked.response?.text()) ?? '' }
  const back = await browser.send(page, { email: 'ada@example.com' })
  expect(back.url.pathname).toBe(pathname)
  expect(back.response?.status).toBe(200)
}
