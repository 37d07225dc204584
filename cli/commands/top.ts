import { setTimeout as sleep } from 'node:timers/promises'
import { type Common, connect } from '../api.ts'
import { printFields, printJson } from '../output.ts'

/** The pace of the CPU is what was used between two looks. */
export async function top(id: string, flags: Common) {
  const { sessions } = connect(flags)
  const look = () => sessions.metrics({ params: { id } })
  const before = await look()
  if (flags.json) return printJson(before)
  await sleep(betweenMs)
  const { session_id: session, at, cpu, memory, processes } = await look()
  const seconds = (Date.parse(at) - Date.parse(before.at)) / 1_000
  const pace = Math.max(0, cpu.used_seconds - before.cpu.used_seconds) / seconds
  printFields({
    session,
    cpu: `${pace.toFixed(2)} of ${cpu.limit_millis / 1_000}`,
    'cpu used': `${cpu.used_seconds.toFixed(1)} s`,
    memory: `${mebibytes(memory.used_bytes)} of ${mebibytes(memory.limit_bytes)}`,
    'memory peak': mebibytes(memory.peak_bytes),
    processes: String(processes),
  })
}

const betweenMs = 1_000
const mebibytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MiB`
