import * as z from 'zod'
import { newId } from '../../shared/platform/ids.ts'
import { limits } from '../../shared/platform/limits.ts'

/** What the query string asks for. All but `cmd` and `workdir` is ours. */
export interface Wish {
  readonly speaks: 'attach' | 'exec'
  /** Program and arguments; one word is a line for a shell. */
  readonly argv: readonly [string, ...string[]] | undefined
  readonly workdir: string | undefined
  /** By this name a client that comes again finds what it started. */
  readonly id: string
  readonly stdoutOffset: number
  readonly stderrOffset: number
  readonly terminal: { readonly cols: number; readonly rows: number } | undefined
  /** Whether frames of ours may be spoken. */
  readonly isExtended: boolean
  /** Whether the program's input ends when its client leaves. */
  readonly closesStdin: boolean
}

/** What is wished for, or what is wrong with the wish. */
export function wishOf(speaks: Wish['speaks'], query: URLSearchParams): Wish | Error {
  const given = Query.safeParse(Object.fromEntries(query))
  if (!given.success) return new Error(z.prettifyError(given.error))
  const { workdir, id, stdout_offset: stdoutOffset, stderr_offset: stderrOffset } = given.data
  const { tty, cols, rows, ext, keep_stdin: keepsStdin } = given.data
  const [first, ...rest] = query.getAll('cmd')
  if (speaks === 'exec' && !first) return new Error('say what to run: ?cmd=')
  return {
    speaks,
    argv: first ? (rest.length > 0 ? [first, ...rest] : ['/bin/sh', '-c', first]) : undefined,
    workdir,
    id: id ?? (speaks === 'attach' ? 'main' : newId('command')),
    stdoutOffset,
    stderrOffset,
    terminal: tty ? { cols, rows } : undefined,
    isExtended: ext,
    closesStdin: speaks === 'exec' && id === undefined && !keepsStdin,
  }
}

const Flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((flag) => flag === '1')
const Offset = z.coerce.number().int().min(0).default(0)
const Cells = (usual: number) => z.coerce.number().int().min(1).max(1_000).default(usual)

const Query = z.object({
  cmd: z.string().max(limits.commandBytesMax).optional(),
  workdir: z.string().min(1).max(4_096).optional(),
  id: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .optional(),
  stdout_offset: Offset,
  stderr_offset: Offset,
  tty: Flag,
  cols: Cells(80),
  rows: Cells(24),
  ext: Flag,
  keep_stdin: Flag,
})
