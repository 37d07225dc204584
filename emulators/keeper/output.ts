import type { ChildProcessWithoutNullStreams } from 'node:child_process'

/** What a process says: the end of it, for reports, and a promise of whatever one waits for. */
export function outputOf(child: ChildProcessWithoutNullStreams) {
  let said = ''
  const awaited: { readonly pattern: RegExp; readonly seen: () => void }[] = []
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-charactersMax)
    for (const { pattern, seen } of awaited) if (pattern.test(said)) seen()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return {
    last: () => said.trim(),
    saw: <Name extends string>(name: Name, pattern: RegExp) =>
      new Promise<Name>((resolve) => awaited.push({ pattern, seen: () => resolve(name) })),
  }
}

const charactersMax = 4_000
