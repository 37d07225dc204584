import { readFileSync } from 'node:fs'
import { neighbours, upholders } from '../neighbours.ts'

/**
 * The memory of every process of the box, this one among them, in bytes: what some share counts for each of them, and files
 * in memory only where a process has them open as memory. Only where the box is a pid namespace.
 */
export const residentBytes = (): number =>
  [...upholders(), ...neighbours()].reduce((sum, pid) => sum + residentOf(pid), 0)

function residentOf(pid: number): number {
  try {
    const [, kibibytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kibibytes ?? 0) * 1_024
  } catch {
    return 0
  }
}
