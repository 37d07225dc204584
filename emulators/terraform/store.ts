import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Refusal } from './refusal.ts'
import type { Fields } from './values.ts'

/** A resource that was applied. */
export interface Kept {
  readonly type: string
  readonly id: string
  readonly fields: Fields
}

/**
 * What the project has, a file a resource: Terraform runs a process for each provider, and many requests at once in each,
 * and the file system lets one of them make what two want to.
 */
export class Store {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true })
  }

  add(kept: Kept): void {
    try {
      writeFileSync(this.#file(kept), JSON.stringify(kept), { flag: 'wx' })
    } catch (cause) {
      if (!isThere(cause)) throw cause
      throw new Refusal(`Error 409: ${kept.type} ${kept.id} already exists`)
    }
  }

  replace(kept: Kept): void {
    const file = this.#file(kept)
    writeFileSync(`${file}.new`, JSON.stringify(kept))
    renameSync(`${file}.new`, file)
  }

  remove(of: Pick<Kept, 'type' | 'id'>): void {
    rmSync(this.#file(of), { force: true })
  }

  find(type: string, id: string): Kept | undefined {
    const file = this.#file({ type, id })
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  }

  all(type?: string): readonly Kept[] {
    return readdirSync(this.#directory)
      .filter((file) => file.endsWith('.json') && (!type || file.startsWith(`${type}.`)))
      .flatMap((file) => {
        try {
          return [JSON.parse(readFileSync(join(this.#directory, file), 'utf8'))]
        } catch {
          // It went, or is being made, since the folder was read.
          return []
        }
      })
  }

  #file({ type, id }: Pick<Kept, 'type' | 'id'>): string {
    const digest = createHash('sha256').update(id).digest('hex').slice(0, 24)
    return join(this.#directory, `${type}.${digest}.json`)
  }
}

const isThere = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
