import type { Entry } from '../agents/files.ts'

/** A file as callers see it. */
export const viewOf = (entry: Entry) => ({
  name: entry.name,
  path: entry.path,
  type: types[entry.type],
  size_bytes: Number(entry.size),
  mode: entry.mode,
  owner: entry.owner,
  group: entry.group,
  modified_at: entry.modifiedTime,
  link_target: entry.symlinkTarget ?? null,
})

const types = {
  FILE_TYPE_FILE: 'file',
  FILE_TYPE_DIRECTORY: 'directory',
  FILE_TYPE_UNSPECIFIED: 'other',
} as const
