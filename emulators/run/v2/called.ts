/** The resource that a path names and the verb after it, as Google spells what is no plain method. */
export function called(path: string): [name: string, verb: string] {
  const name = path.replace(/^\/v2\//, '')
  const at = name.lastIndexOf(':')
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)]
}
