import { expect } from 'vitest'
import type { Proof } from '../case.ts'
import { until } from '../until.ts'

/** What a command takes of CPU and memory is seen while it does, and that it is over afterwards. */
export const metrics: Proof = async ({ ada, sh }, session) => {
  const look = async () => (await ada.get(`/v1/sessions/${session}/metrics`)).body
  const before = await look()
  expect(before).toMatchObject({ session_id: session, cpu: { limit_millis: 1_000 } })
  expect(before.memory.limit_bytes).toBeGreaterThanOrEqual(256 * 1_048_576)
  const working = sh(session, work)
  await until('the work is seen', async () => {
    const { cpu, memory, processes } = await look()
    const isHeld = memory.used_bytes - before.memory.used_bytes > heldBytes * 0.75
    return isHeld && cpu.used_seconds - before.cpu.used_seconds > 0.5 && processes > 0
  })
  const during = await look()
  expect(during.memory.used_bytes).toBeLessThan(during.memory.limit_bytes)
  await sh(session, 'touch enough')
  expect((await working).success).toBe(true)
  await until('the memory is given back', async () => {
    const { memory } = await look()
    return memory.used_bytes < during.memory.used_bytes - heldBytes * 0.75
  })
  const after = await look()
  expect(after.memory.peak_bytes).toBeGreaterThanOrEqual(during.memory.used_bytes)
  expect(after.cpu.used_seconds).toBeGreaterThanOrEqual(during.cpu.used_seconds)
  await sh(session, 'rm enough')
}

const heldBytes = 33_554_432

/** A shell that holds so much in a variable, and is never idle. */
const work = `
held=$(head -c ${heldBytes} /dev/zero | tr '\\0' x)
while [ ! -e enough ]; do :; done`
