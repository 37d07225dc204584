import { expect } from 'vitest'
import { newId } from '../../../shared/platform/ids.ts'
import type { Proof } from '../case.ts'

/** A client that was cut off goes on where it was: no byte of a terminal is lost, and none told twice. */
export const reattach: Proof = async ({ join }, session) => {
  const terminal = newId('command')
  const first = await join(session)
  first.say({ type: 'attach', terminal, command: script })
  const { pid } = await first.until('attached')
  let [said, offset] = ['', 0]
  while (!said.includes('line 20\r\n')) {
    const output = await first.until('output')
    said += output.data
    offset = output.next_offset
  }
  first.ws.terminate()
  const second = await join(session)
  second.say({ type: 'attach', terminal, pid, offset, open: false })
  for (let over = false; !over; ) {
    const message = await second.next()
    if (message?.type === 'output') said += message.data
    over = message === undefined || message.type === 'exit'
  }
  second.close()
  const lines = Array.from({ length: 200 }, (_, n) => `line ${n}\r\n`)
  expect(said).toBe(lines.join(''))
}

const script = 'i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i+1)); sleep 0.005; done'
