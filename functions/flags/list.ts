import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { flagDocuments, flagNames, viewFlag } from '../../shared/flags/flag.ts'
import { handle } from '../handle.ts'

export default handle(api.flags.list, async (_, { db }) => {
  const found = flagNames.map(async (name) => viewFlag(name, await read(db, flagDocuments, name)))
  return { flags: await Promise.all(found) }
})
