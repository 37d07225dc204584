import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as z from 'zod'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = ['google', 'google-beta'] as const

/**
 * Makes a folder from which Terraform installs our stand-ins for Google's providers, in place of those of its registry, and
 * says what environment it needs for that. What is applied is kept in `state`.
 */
export async function terraformMirror(
  folder: string,
  state: string,
): Promise<Record<string, string>> {
  const plugin = join(folder, 'plugin.cjs')
  await build({
    entryPoints: [join(here, 'main.ts')],
    outfile: plugin,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  })
  for (const name of names) install(name, folder, plugin, state)
  const config = join(folder, 'terraform.rc')
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(join(folder, 'providers'))}\n  }\n}\ndisable_checkpoint = true\n`,
  )
  // Ours speaks without TLS, over loopback.
  return { TF_CLI_CONFIG_FILE: config, TF_DISABLE_PLUGIN_TLS: '1', TF_IN_AUTOMATION: '1' }
}

function install(name: (typeof names)[number], folder: string, plugin: string, state: string) {
  const { version } = Versioned.parse(
    JSON.parse(readFileSync(join(here, 'schemas', `${name}.json`), 'utf8')),
  )
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const place = `providers/registry.terraform.io/hashicorp/${name}/${version}/${process.platform}_${arch}`
  const program = join(folder, place, `terraform-provider-${name}_v${version}_x5`)
  mkdirSync(dirname(program), { recursive: true })
  const command = [process.execPath, plugin, name, here, state].map(quoted).join(' ')
  writeFileSync(program, `#!/bin/sh\nexec ${command}\n`)
  chmodSync(program, 0o755)
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
const Versioned = z.object({ version: z.string() })
