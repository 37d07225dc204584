import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
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
  /** What was read, and of which state of its file: who refers to whom is asked of all of them, for each of them. */
  readonly #known = new Map<string, { readonly stamp: string; readonly kept: Kept }>()

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
    return this.#read(this.#file({ type, id }))
  }

  all(type?: string): readonly Kept[] {
    return readdirSync(this.#directory)
      .filter((file) => file.endsWith('.json') && (!type || file.startsWith(`${type}.`)))
      .flatMap((file) => this.#read(join(this.#directory, file)) ?? [])
  }

  /** Nothing where it went, or is being made. */
  #read(file: string): Kept | undefined {
    try {
      const { ino, mtimeNs, size } = statSync(file, { bigint: true })
      const stamp = `${ino} ${mtimeNs} ${size}`
      const known = this.#known.get(file)
      if (known?.stamp === stamp) return known.kept
      const kept: Kept = JSON.parse(readFileSync(file, 'utf8'))
      this.#known.set(file, { stamp, kept })
      return kept
    } catch {
      this.#known.delete(file)
      return undefined
    }
  }

  #file({ type, id }: Pick<Kept, 'type' | 'id'>): string {
    const digest = createHash('sha256').update(id).digest('hex').slice(0, 24)
    return join(this.#directory, `${type}.${digest}.json`)
  }
}

const isThere = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
