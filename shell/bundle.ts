import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleTerminal } from './web/bundle.ts'

/** The shell as a program that needs nothing but Node 20 (`main.cjs`), and the web terminal beside it. */
export async function bundleShell(into: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    outfile: `${into}/main.cjs`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Compiled parts of Docker's client, which does without them.
    external: ['cpu-features', '*.node'],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'error',
  })
  await bundleTerminal(`${into}/terminal`)
}
