import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { type Gateway, openGateway } from '../../../emulators/gateway/gateway.ts'
import { openIdentityProvider } from '../../../emulators/oidc/server.ts'
import { pages } from '../../../shell/pages.ts'
import { bundleTerminal } from '../../../shell/web/bundle.ts'
import { freePort } from '../../kit/npmStart.ts'
import { newWorld, type World } from '../../kit/world.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

const executablePath = '/usr/bin/chromium'
const hasBrowser = existsSync(executablePath)
if (!hasBrowser) console.warn(`skipped: there is no ${executablePath} to try the web terminal in`)
const it = test.skipIf(!hasBrowser)

let world: World
let gateway: Gateway
let browser: Browser | undefined
let session: string
const assets = mkdtempSync(join(tmpdir(), 'onmemos-terminal-'))

const open = (port: number) =>
  openGateway('public', port, world.plane, () => undefined, pages(world.plane, assets))

beforeAll(async () => {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const provider = await openIdentityProvider(`${publicUrl}/v1/signin/callback`)
  const settings = {
    PUBLIC_URL: publicUrl,
    ONMEMOS_OIDC_ISSUER: provider.url,
    ONMEMOS_OIDC_CLIENT_ID: 'onmemos',
  }
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file', settings })
  await bundleTerminal(assets)
  gateway = await open(port)
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  if (hasBrowser) browser = await chromium.launch({ executablePath, args: flags })
  return async () => {
    await browser?.close()
    await gateway.close()
    await provider.close()
    rmSync(assets, { recursive: true })
    await world.close()
  }
})

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page on a session's terminal, and whatever it did that its policy forbids. */
async function visit(id = session, viewport = { width: 1_000, height: 600 }) {
  if (!browser) throw new Error('there is no browser')
  const page = await browser.newPage({ viewport })
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('console', (line) => {
    if (/Content Security Policy/.test(line.text())) trouble.push(line.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(gateway.url) && !request.url().startsWith('data:')) {
      trouble.push(request.url())
    }
  })
  await page.goto(`${gateway.url}/terminal/${id}`)
  return { page, trouble }
}

async function logIn(page: Page, credential: string) {
  await page.fill('#credential', credential)
  await page.click('form button')
}

const screen = (page: Page) =>
  expect.poll(
    async () => (await page.locator('.xterm-rows').innerText()).replaceAll('\u00A0', ' '),
    {
      timeout: 30_000,
    },
  )

it('a person logs in with a key, types, sees, resizes; nothing leaves the host', async () => {
  const { page, trouble } = await visit()
  await logIn(page, world.citizen('ada').key)
  await screen(page).toContain('$')
  await page.keyboard.type('echo hello from "the browser"; stty size\n')
  await screen(page).toContain('hello from the browser')
  const size = async () => {
    await page.keyboard.type('clear; stty size\n')
    await screen(page).toMatch(/^\d+ \d+$/m)
    const text = await page.locator('.xterm-rows').innerText()
    return Number(/^(\d+)\s\d+$/m.exec(text)?.[1])
  }
  const rows = await size()
  await page.setViewportSize({ width: 700, height: 400 })
  await expect.poll(size, { timeout: 30_000, interval: 500 }).toBeLessThan(rows)
  await expect.poll(() => page.innerText('#left'), { timeout: 30_000 }).toMatch(/min left/)
  expect(await page.innerText('#cost')).toMatch(/credits/)
  expect(await page.inputValue('#credential')).toBe('')
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT })
  expect(trouble).toEqual([])
  await page.close()
})

it('a person signs in at the identity provider, comes back to the terminal, and signs out', async () => {
  const { page } = await visit()
  const name = new URL(gateway.url).host.replace('127.0.0.1', 'localhost')
  await page.goto(`http://${name}/terminal/${session}`)
  await page.click('#signin')
  if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}.who.png` })
  await page.click('text=Ada Lovelace')
  await screen(page).toContain('$')
  expect(page.url()).toBe(`${gateway.url}/terminal/${session}#signed-in`)
  await page.reload()
  await screen(page).toContain('$')
  if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}.in.png` })
  await page.click('#signout')
  await page.waitForSelector('#credential')
  const ours = (await page.context().cookies()).map((cookie) => cookie.name)
  expect(ours.filter((one) => one.startsWith('onmemos'))).toEqual([])
  await page.close()
})

it('a network that goes and comes back costs nothing that was said', async () => {
  const { page } = await visit()
  await logIn(page, world.citizen('ada').key)
  await page.keyboard.type('clear; (sleep 2; echo while" you were away") &\n')
  await expect.poll(() => page.innerText('#connection'), { timeout: 30_000 }).toBe('connected')
  const port = Number(new URL(gateway.url).port)
  await gateway.close()
  await expect.poll(() => page.innerText('#connection'), { timeout: 30_000 }).toContain('again')
  gateway = await open(port)
  await expect.poll(() => page.innerText('#connection'), { timeout: 60_000 }).toBe('connected')
  await screen(page).toContain('while you were away')
  await page.close()
})

it('a ticket opens it once; a wrong key is told so', async () => {
  const { ticket } = (await world.as('ada').post(`/v1/sessions/${session}/tickets`, {})).body
  const { page } = await visit()
  await logIn(page, ticket)
  await screen(page).toContain('$')
  await page.reload()
  await logIn(page, 'onm_nonsense')
  await expect.poll(() => page.innerText('#notice'), { timeout: 30_000 }).toContain('not known')
  await page.close()
})

it('on a small screen there are the keys its keyboard lacks', async () => {
  const { page } = await visit(session, { width: 375, height: 667 })
  await logIn(page, world.citizen('ada').key)
  await page.keyboard.type('sleep 1000\n')
  await screen(page).toContain('sleep 1000')
  await page.click('text=Ctrl-C')
  await page.keyboard.type('echo after "it"\n')
  await screen(page).toContain('after it')
  const [wide] = await page.$$eval('html', ([root]) => [root?.scrollWidth])
  expect(wide).toBeLessThanOrEqual(375)
  if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}.small.png` })
  await page.close()
})

test('the page is served with a strict policy, and nothing else is', async () => {
  const page = await fetch(`${gateway.url}/terminal/${session}`)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  for (const path of ['assets/terminal.html', 'assets/..%2f..%2fpackage.json', 'a/b']) {
    expect((await fetch(`${gateway.url}/terminal/${path}`)).status).toBe(404)
  }
})
