import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The web terminal as the shell serves it: its page, and its script and style with xterm.js in them. */
export async function bundleTerminal(into: string): Promise<void> {
  await build({
    entryPoints: [here('browser/main.ts'), here('browser/main.css')],
    outdir: into,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  })
  await copyFile(here('terminal.html'), join(into, 'terminal.html'))
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
