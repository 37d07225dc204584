import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'

/** There are more of them in a period than a report may read. */
export const tooMany = (what: string) =>
  new Fault(
    'too_many_rows',
    `there are more than ${limits.reportRowsMax} ${what} in that time; ask for less of it`,
  )
