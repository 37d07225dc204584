import * as z from 'zod'

/** The messages of the filesystem service, as its foreign clients know them. */

const Path = z
  .string()
  .max(4_096)
  .refine((text) => !text.includes('\0'), { error: 'must not contain a NUL character' })
  .default('')

const FileType = z.enum(['FILE_TYPE_FILE', 'FILE_TYPE_DIRECTORY', 'FILE_TYPE_UNSPECIFIED'])
export type FileType = z.output<typeof FileType>

export const Entry = z.object({
  name: z.string(),
  /** Of a link: of what it leads to. */
  type: FileType,
  path: z.string(),
  /** Bytes. */
  size: z.string(),
  mode: z.int(),
  permissions: z.string(),
  owner: z.string(),
  group: z.string(),
  modifiedTime: z.iso.datetime(),
  symlinkTarget: z.string().optional(),
})
export type Entry = z.output<typeof Entry>

export const StatFileRequest = z.object({ path: Path })
export const ListDirRequest = z.object({ path: Path, depth: z.int().min(0).max(64).default(1) })
export const MakeDirRequest = z.object({ path: Path })
export const MoveRequest = z.object({ source: Path, destination: Path })
export const RemoveRequest = z.object({ path: Path })
export const WatchDirRequest = z.object({
  path: Path,
  recursive: z.boolean().default(false),
  includeEntry: z.boolean().default(false),
})

export const EntryResponse = z.object({ entry: Entry })
export type EntryResponse = z.output<typeof EntryResponse>
export const ListDirResponse = z.object({ entries: z.array(Entry).default([]) })

export const changes = [
  'EVENT_TYPE_CREATE',
  'EVENT_TYPE_WRITE',
  'EVENT_TYPE_REMOVE',
  'EVENT_TYPE_RENAME',
  'EVENT_TYPE_CHMOD',
] as const
export type Change = (typeof changes)[number]

const Changed = z.object({
  /** From the directory that is watched. */
  name: z.string(),
  type: z.enum(changes),
  entry: Entry.optional(),
})
export type Changed = z.output<typeof Changed>

/** The wire flattens the one-of: `start` first, then what changed, and `keepalive` in between. */
export const WatchEvent = z.union([
  z.object({ filesystem: Changed }),
  z.object({ start: z.object({}) }),
  z.object({ keepalive: z.object({}) }),
])
export type WatchEvent = z.output<typeof WatchEvent>
