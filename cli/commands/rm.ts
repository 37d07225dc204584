import { type Common, connect } from '../api.ts'
import { printJson, printTable } from '../output.ts'
import { during } from '../progress.ts'
import { report } from '../report.ts'

/** Each is tried, whatever becomes of the others. */
export async function rm(ids: readonly string[], flags: Common): Promise<number> {
  const { sessions } = connect(flags)
  const removals = Promise.allSettled(ids.map((id) => sessions.delete({ params: { id } })))
  const results = await during('Deleting…', flags.json, removals)
  const removed = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (flags.json) printJson({ sessions: removed })
  else
    printTable(
      headings,
      removed.map(({ id, status, reason }) => [id, status, reason ?? '-']),
    )
  return Math.max(0, ...failed.map((reason) => report(reason, flags.json ?? false)))
}

const headings = ['ID', 'STATUS', 'REASON']
