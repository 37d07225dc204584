import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** A program of this machine, to its end; one that fails is an error with what it said. */
export const execute = async (program: string, args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(program, [...args])).stdout
