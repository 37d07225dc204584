import { expect } from 'vitest'
import { newId } from '../../../shared/platform/ids.ts'
import type { Proof } from '../case.ts'

/** A terminal is a real one: its size, its keys, what it says, how it ends. */
export const shellInteractive: Proof = async ({ join }, session) => {
  const client = await join(session)
  const terminal = newId('command')
  client.say({ type: 'attach', terminal, cols: 100, rows: 30 })
  expect(await client.until('attached')).toMatchObject({ terminal, is_new: true })
  client.say({ type: 'input', terminal, data: 'stty size\n' })
  await client.read('30 100')
  client.say({ type: 'resize', terminal, cols: 132, rows: 50 })
  client.say({ type: 'input', terminal, data: 'stty size\n' })
  await client.read('50 132')
  client.say({ type: 'input', terminal, data: 'echo beg"un"; sleep 1000; echo after\n' })
  await client.read('begun')
  client.say({ type: 'input', terminal, data: '\u0003' })
  client.say({ type: 'input', terminal, data: 'exit 7\n' })
  expect(await client.until('exit')).toMatchObject({ terminal, returncode: 7, success: false })
  client.close()
}
