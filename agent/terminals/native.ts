import { existsSync } from 'node:fs'
import * as z from 'zod'
import { ConnectError } from '../../shared/agents/connect.ts'
import { terminalPart } from '../../shared/agents/launch.ts'

/** The two system calls a terminal needs that Node does not have. */
export interface Native {
  /** A new pair: descriptors of both its ends, neither of which blocks, and the path of the command's. */
  open(cols: number, rows: number): { master: number; slave: number; pty: string }
  resize(master: number, cols: number, rows: number): void
}

/**
 * Loaded with the first terminal, from beside the agent, where it is certain to be of its platform. Who is no agent says
 * where else.
 */
export function native(path = `${process.argv[1]}${terminalPart}`): Native {
  loaded ??= load(path)
  return loaded
}
let loaded: Native | undefined

function load(path: string): Native {
  const platform = `${process.platform}-${process.arch}`
  if (!existsSync(path)) {
    throw new ConnectError('unimplemented', `there are no terminals on ${platform}`)
  }
  const module = { exports: {} }
  try {
    process.dlopen(module, path)
  } catch (error) {
    throw new ConnectError('unimplemented', `terminals do not work on this ${platform}`, error)
  }
  return Binding.parse(module.exports)
}

const isFunction = (value: unknown) => typeof value === 'function'
const Binding = z.object({
  open: z.custom<Native['open']>(isFunction),
  resize: z.custom<Native['resize']>(isFunction),
})
