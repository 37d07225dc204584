import { readFileSync } from 'node:fs'
import type { Exit } from './process.ts'

/** Of a container, as its status says it. */
export type Phase =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated }

export interface Terminated {
  readonly exitCode: number
  readonly reason: string
  readonly message?: string
  readonly startedAt: string
  readonly finishedAt: string
}

/** What is kept of the beginning of what a program said, to know the launcher's own complaint. */
export const firstMax = 256
/** The launcher's own complaint where there is no such program; it never ran then. */
export const noProgram = /^(setpriv: failed to execute|(\/usr\/bin\/)?env: ['‘])/

/** Why a container ended, as Kubernetes calls it. */
export function reasonOf(exit: Exit, wasStarved: boolean, first: string, program: string) {
  if (wasStarved) return { exitCode: 137, reason: 'OOMKilled' }
  if (exit.code === 127 && noProgram.test(first)) {
    const message = `failed to create containerd task: exec: "${program}": executable file not found in $PATH: unknown`
    return { exitCode: 128, reason: 'StartError', message }
  }
  return { exitCode: exit.code, reason: exit.code === 0 ? 'Completed' : 'Error' }
}

/** What a container wrote to `/dev/termination-log`. */
export function lastWordsIn(path: string): { readonly message?: string } {
  try {
    const message = readFileSync(path, 'utf8').slice(0, 4_096)
    return message === '' ? {} : { message }
  } catch {
    return {}
  }
}
