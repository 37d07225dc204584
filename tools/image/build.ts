import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleAgent } from '../../agent/bundle.ts'
import { bundleTerminal } from '../../shell/web/bundle.ts'
import { type Bundle, compiledParts, entries, type FunctionEntry, precompile } from '../bundles.ts'

/**
 * `npm run image`: all that the control plane's image has beside Node. Every function, the shell and the framework that serves them
 * are one file, since they share nearly all they are made of: apart they would take two gigabytes. Of it only what the
 * target needs is run, and V8 finds it compiled. The same sources make the same files.
 */
export async function buildImage(
  into: string,
  chosen: readonly FunctionEntry[] = entries(),
): Promise<Bundle> {
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  // The bundle is CommonJS, whatever the package around it is.
  writeFileSync(join(into, 'package.json'), '{ "type": "commonjs" }\n')
  await build({
    stdin: { contents: main(chosen), resolveDir: '.', loader: 'ts' },
    outfile: join(into, 'function.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: compiledParts,
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'error',
  })
  const bundle = precompile(into, 'all functions')
  await bundleTerminal(join(into, 'terminal'))
  await bundleAgent(join(into, 'agent', 'agent.cjs'))
  cpSync(new URL('Dockerfile', import.meta.url), join(into, 'Dockerfile'))
  return bundle
}

/** A target is required, and so run, when it is the one that is asked for. */
const main = (chosen: readonly FunctionEntry[]) => `
  import * as functions from './functions/register.ts'
  import { serve } from './tools/image/serve.ts'
  serve({
    ${chosen.map(target).join(',\n')},
    shell: { start: () => require('./shell/main.ts') },
  })
`

const target = ({ name, register, handler, names }: FunctionEntry) => {
  const arguments_ = names.map((text) => JSON.stringify(text)).join(', ')
  return `${JSON.stringify(name)}: { register: () => functions.${register}(${arguments_}, require('./${handler}').default) }`
}
