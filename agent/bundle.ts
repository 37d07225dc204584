import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Makes the agent one file that needs nothing but Node 20. */
export async function bundleAgent(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  })
}
