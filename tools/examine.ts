import { parseArgs } from 'node:util'
import { Firestore } from '@google-cloud/firestore'

interface Examination<T> {
  readonly usage: string
  /** What asks a running cloud for the same. */
  readonly route: { readonly path: string; readonly output: { parse(body: unknown): T } }
  read(db: Firestore): Promise<T>
  said(found: T): string
  isSound(found: T): boolean
}

/** Looks over a whole cloud, through its admin face or in its database, says what there is, and exits with 1 if it is not sound. */
export async function examine<T>(examination: Examination<T>): Promise<void> {
  process.exitCode = await exitCodeOf(examination).catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
    return 1
  })
}

async function exitCodeOf<T>({ usage, route, read, said, isSound }: Examination<T>) {
  const { values } = parseArgs({
    options: {
      project: { type: 'string', default: process.env.PROJECT_ID },
      url: { type: 'string' },
      key: { type: 'string', default: process.env.ONMEMOS_INTERNAL_API_KEY },
      help: { type: 'boolean' },
    },
  })
  const { url, key = '', project: projectId } = values
  if (values.help || !(url || projectId)) {
    process.stdout.write(usage)
    return values.help ? 0 : 2
  }
  const found = url
    ? route.output.parse(await asked(new URL(route.path, url), key))
    : await inDatabase(projectId ?? '', read)
  process.stdout.write(said(found))
  return isSound(found) ? 0 : 1
}

async function asked(url: URL, key: string): Promise<unknown> {
  const response = await fetch(url, { headers: { 'x-api-key': key } })
  if (response.ok) return response.json()
  throw new Error(`${url.origin} answered ${response.status}: ${await response.text()}`)
}

async function inDatabase<T>(projectId: string, read: (db: Firestore) => Promise<T>) {
  const db = new Firestore({ projectId })
  try {
    return await read(db)
  } finally {
    await db.terminate()
  }
}
