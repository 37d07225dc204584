import { getTestServer } from '@google-cloud/functions-framework/testing'

/** What a container may be: a function of the framework, or a program of its own. */
export interface Target {
  readonly register?: () => void
  readonly start?: () => void
}

/** Becomes the target that the environment names. It ends at SIGTERM, once what is under way is answered. */
export function serve(targets: Readonly<Record<string, Target>>): void {
  const { FUNCTION_TARGET: name = '', PORT = '8080', V8_CACHE } = process.env
  // What all functions run at their start is compiled ahead.
  if (V8_CACHE === 'write') {
    for (const { register } of Object.values(targets)) register?.()
    return
  }
  const target = targets[name]
  if (!target) {
    console.error(
      `FUNCTION_TARGET is ${name || 'not set'}; it can be:\n${Object.keys(targets).join('\n')}`,
    )
    process.exit(1)
  }
  target.start?.()
  if (!target.register) return
  target.register()
  // The one way to a server without the framework's own command line, which looks for a function on disk.
  const server = getTestServer(name)
  server.listen(Number(PORT))
  process.once('SIGTERM', () => server.close(() => process.exit(0)))
}
