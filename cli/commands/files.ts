import { listFiles } from '../../shared/contract/files.ts'
import { type Common, connect } from '../api.ts'
import { printJson, printTable } from '../output.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly depth: number
}

export async function list(id: string, path: string, flags: Flags) {
  const query = valid(listFiles.query, { path, depth: flags.depth })
  const answer = await connect(flags).files.list({ params: { id }, query })
  if (flags.json) return printJson(answer)
  const rows = answer.files.map(({ type, mode, owner, size_bytes: size, modified_at, ...file }) => [
    `${letters[type]}${mode.toString(8).padStart(4, '0')}`,
    owner,
    String(size),
    modified_at,
    file.path + (file.link_target === null ? '' : ` -> ${file.link_target}`),
  ])
  printTable(['MODE', 'OWNER', 'BYTES', 'CHANGED', 'PATH'], rows)
}

const letters = { file: '-', directory: 'd', other: '?' }
