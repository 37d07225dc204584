import { readFileSync } from 'node:fs'
import * as z from 'zod'

const Field = z.looseObject({
  fieldPath: z.string(),
  order: z.string().optional(),
  arrayConfig: z.string().optional(),
})
const Declared = z.looseObject({ collectionGroup: z.string(), fields: z.array(Field) })
const Usage = z.object({
  reports: z
    .array(z.object({ index: z.looseObject({ name: z.string(), fields: z.array(Field) }) }))
    .default([]),
})

/** The composite indexes that a deployment has, each as one line. */
export function declaredIndexes(): readonly string[] {
  const file = z
    .looseObject({ indexes: z.array(Declared) })
    .parse(JSON.parse(readFileSync('firestore.indexes.json', 'utf8')))
  return file.indexes.map(({ collectionGroup, fields }) => lineOf(collectionGroup, fields))
}

/** Those that the queries of a world needed, as Firestore's emulator has counted them. */
export async function neededIndexes(projectId: string): Promise<readonly string[]> {
  const database = `projects/${projectId}/databases/(default)`
  const host = `http://${process.env.FIRESTORE_EMULATOR_HOST}`
  const answer = await fetch(
    `${host}/emulator/v1/projects/${projectId}:indexUsage?database=${database}`,
  )
  const { reports } = Usage.parse(await answer.json())
  const sorted = reports.filter(({ index: { fields } }) => !isForEqualityAlone(fields))
  return sorted.map(({ index: { name, fields } }) => {
    const [, collection = ''] = /collectionGroups\/([^/]+)\//.exec(name) ?? []
    return lineOf(collection, fields)
  })
}

/**
 * Of fields that are asked for by equality and never sorted: Firestore joins the indexes of the single fields for it, which
 * are always there.
 */
const isForEqualityAlone = (fields: readonly z.output<typeof Field>[]) => {
  const last = fields.findLast(({ fieldPath }) => fieldPath !== '__name__')
  return /(^kind|^name|^state|^status|_id)$/.test(last?.fieldPath ?? '')
}

/** Without these a deployment would refuse what the emulator has answered. */
export async function undeclaredIndexes(projectId: string): Promise<readonly string[]> {
  const needed = await neededIndexes(projectId)
  const declared = declaredIndexes()
  return needed.filter((index) => !declared.includes(index))
}

/** What comes before the last field is asked for by equality, so that its order says nothing. */
function lineOf(collection: string, fields: readonly z.output<typeof Field>[]): string {
  const words = fields.map(({ fieldPath, order, arrayConfig }) => [fieldPath, order ?? arrayConfig])
  const [name, direction] = words.at(-1) ?? []
  // Every index ends with the document's name, in the direction of what is before it.
  if (name === '__name__' && direction === words.at(-2)?.[1]) words.pop()
  const said = words.map((pair) => pair.join(' '))
  return `${collection}: ${[...said.slice(0, -1).toSorted(), ...said.slice(-1)].join(', ')}`
}
