import { api } from '../../../shared/contract/index.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { handle } from '../../handle.ts'
import list from '../../keys/list.ts'
import { keyOf } from './key.ts'

export default handle(api.execbox.listKeys, async (call, plane) => {
  const query = { limit: limits.listPageSizeMax, cursor: undefined }
  const keys = []
  for (let cursor: string | undefined; ; ) {
    const page = await list.run({ ...call, query: { ...query, cursor } }, plane)
    keys.push(...page.passports.map(keyOf))
    if (!page.next_cursor) return { keys: keys.reverse() }
    cursor = page.next_cursor
  }
})
