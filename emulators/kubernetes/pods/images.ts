import type { Mount } from '../../../shared/providers/local/mounts.ts'

/** What an image has beyond what every container has, this machine's own programs. */
export interface Image {
  /** What runs where the container names no command. */
  readonly entrypoint?: readonly string[]
  /** What runs where the container names neither command nor arguments. */
  readonly command?: readonly string[]
  /** Folders and files of this machine by where the image has them, read-only. */
  readonly files?: Readonly<Record<string, string>>
}

/**
 * The images there are: those that are named here, and any other name, which is this machine. A test takes one away to
 * see what happens when it cannot be pulled.
 */
export class Images {
  readonly #known: Readonly<Record<string, Image>>
  readonly #missing = new Set<string>()

  constructor(known: Readonly<Record<string, Image>> = {}) {
    this.#known = known
  }

  /** From now on it cannot be pulled. */
  lose(name: string): void {
    this.#missing.add(name)
  }

  find(name: string): void {
    this.#missing.delete(name)
  }

  pulled(name: string): Image | undefined {
    return this.#missing.has(name) ? undefined : (this.#known[name] ?? {})
  }
}

/** The command and arguments of a container, or what its image says instead. */
export function programOf(
  image: Image,
  {
    command,
    args,
  }: {
    readonly command?: readonly string[] | undefined
    readonly args?: readonly string[] | undefined
  },
): readonly string[] {
  if (command?.length) return [...command, ...(args ?? [])]
  const entrypoint = image.entrypoint ?? []
  const rest = args ?? image.command ?? []
  const program = [...entrypoint, ...rest]
  return program.length > 0 ? program : ['/bin/sh']
}

export const imageFolders = ({ files = {} }: Image): readonly Mount[] =>
  Object.entries(files).map(([at, from]) => ({ kind: 'read', from, at }))
