import { expect } from 'vitest'
import { newId } from '../../../shared/platform/ids.ts'
import { connectJson } from '../../kit/shell.ts'
import type { Proof } from '../case.ts'

/** The page is there, and what it does works: a ticket in place of a key, and a terminal by it, once. */
export const webTerminal: Proof = async ({ gateway, ada }, session) => {
  const page = await fetch(`${gateway.url}/terminal/${session}`)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(await page.text()).toContain('main.js')
  expect((await fetch(`${gateway.url}/terminal/assets/main.js`)).status).toBe(200)
  const { websocket, terminal: path } = (await ada.post(`/v1/sessions/${session}/tickets`, {})).body
  expect(path).toBe(`/terminal/${session}`)
  const address = `${gateway.url.replace('http', 'ws')}${websocket}`
  const client = await connectJson(address)
  const terminal = newId('command')
  client.say({ type: 'attach', terminal, cols: 80, rows: 24 })
  await client.until('attached')
  client.say({ type: 'input', terminal, data: 'echo by"ticket"\n' })
  await client.read('byticket')
  client.say({ type: 'input', terminal, data: 'exit\n' })
  await client.until('exit')
  client.close()
  await expect(connectJson(address)).rejects.toThrow('401')
}
