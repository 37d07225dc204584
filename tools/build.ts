import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { bundleAgent } from '../agent/bundle.ts'
import { bundle as cli } from '../cli/bundle.ts'
import { bundleShell } from '../shell/bundle.ts'
import { type Bundle, bundleFunctions } from './bundles.ts'

/** `npm run build`: one bundle a function, the agent, the shell, the CLI, and what each weighs. */
const dist = 'dist'
rmSync(`${dist}/functions`, { recursive: true, force: true })
mkdirSync(`${dist}/functions`, { recursive: true })
// The functions are CommonJS, whatever the package around them is.
writeFileSync(`${dist}/functions/package.json`, '{ "type": "commonjs" }\n')

const bundles = await bundleFunctions(`${dist}/functions`)
await bundleAgent(`${dist}/agent.cjs`)
await bundleShell(`${dist}/shell`)
await build({ ...cli, logLevel: 'error' })

const kib = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`.padStart(10)
const row = ({ name, bytes, cacheBytes }: Bundle) =>
  `${name.padEnd(28)}${kib(bytes)}${kib(cacheBytes)}`
console.log(`${'function'.padEnd(28)}${'bundle'.padStart(10)}${'V8 cache'.padStart(10)}`)
for (const bundle of bundles) console.log(row(bundle))
console.log(`\n${bundles.length} functions in ${dist}/functions; start one alone with`)
console.log('  npx functions-framework --target=health-check --source=dist/functions/health-check')
