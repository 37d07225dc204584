import type { Firestore } from '@google-cloud/firestore'
import { Hono } from 'hono'
import * as z from 'zod'

/** Every secret that a world was given or handed out, to be looked for where none may be. */
export class Secrets {
  readonly #known: Set<string>

  constructor(known: readonly string[]) {
    this.#known = new Set(known)
  }

  /** The same app, whose answers are searched for secrets to look for later. */
  learning(app: Hono): Hono {
    return new Hono().all('*', async (context) => {
      const answer = await app.fetch(context.req.raw, context.env)
      const type = answer.headers.get('content-type') ?? ''
      if (type.startsWith('application/json')) this.#learn(await answer.clone().json())
      return answer
    })
  }

  /** The places that hold one, without the secret itself. */
  in(place: string, texts: readonly string[]): readonly string[] {
    const all = texts.join('\n')
    return [...this.#known].some((secret) => all.includes(secret)) ? [place] : []
  }

  async inDocuments(db: Firestore): Promise<readonly string[]> {
    const found = (await db.listCollections()).map(async (collection) => {
      const { docs } = await collection.get()
      return docs.flatMap((one) => this.in(one.ref.path, [one.id, JSON.stringify(one.data())]))
    })
    return (await Promise.all(found)).flat()
  }

  #learn(value: unknown) {
    for (const one of Array.isArray(value) ? value : []) this.#learn(one)
    const fields = Fields.safeParse(value).data ?? {}
    for (const [name, field] of Object.entries(fields)) {
      if (secretFields.test(name) && typeof field === 'string' && field.length >= secretLengthMin) {
        this.#known.add(field)
      } else this.#learn(field)
    }
  }
}

const Fields = z.record(z.string(), z.unknown())
/** Longer than any id: `actor.key` of an audit record is one. */
const secretLengthMin = 24
const secretFields = /^(passport_key|key|ticket|secret|client_secret|(access_|refresh_)?token)$/
