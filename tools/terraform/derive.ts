import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import type { Block, Schemas } from '../../emulators/terraform/schema.ts'
import { readSchema } from './read.ts'
import { type ProviderName, provider, providers } from './types.ts'

/**
 * `npm run derive:terraform` writes `emulators/terraform/schemas/`: what Google's Terraform providers take, read from the text of
 * the packages that CDK for Terraform makes of them. They are fetched into a temporary folder, and are no dependency.
 */
const packageVersion = '16.12.1'

/** One resource a line: a change of a schema is a change of a line. */
const linesOf = (record: object) => {
  const lines = Object.entries(record).map(
    ([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${lines.join(',\n')}\n  }`
}

function derive(name: ProviderName, folder: string): Schemas {
  const archive = `cdktf-provider-${name}-${packageVersion}.tgz`
  execFileSync('npm', ['pack', `@cdktf/provider-${name}@${packageVersion}`, '--silent'], {
    cwd: folder,
  })
  const { resources, data } = providers[name]
  const folders = [...resources, ...data.map((kind) => `data-google-${kind}`)]
  execFileSync(
    'tar',
    ['-xzf', archive, ...folders.map((kind) => `package/lib/${folderOf(name, kind)}`)],
    { cwd: folder },
  )
  const read = (kind: string, resource: string): Block =>
    readSchema(sourceOf(join(folder, 'package/lib', folderOf(name, kind))), resource)
  const any = sourceOf(join(folder, 'package/lib', folderOf(name, resources[0])))
  return {
    version: /providers\/hashicorp\/[\w-]+\/([\d.]+)\/docs/.exec(any)?.[1] ?? '',
    provider,
    resources: Object.fromEntries(
      resources.map((kind) => [`google_${kind}`, read(kind, `google_${kind}`)]),
    ),
    data: Object.fromEntries(
      data.map((kind) => [`google_${kind}`, read(`data-google-${kind}`, `google_${kind}`)]),
    ),
  }
}

/** The beta package's folders have their provider's name too. */
const folderOf = (name: ProviderName, kind: string) =>
  `${name === 'google' ? '' : 'google-'}${kind}`.replaceAll('_', '-')

/** What the package was compiled from: its source maps hold it in full. */
const sourceOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => {
      const [, map = ''] = /;base64,(\S+)\s*$/.exec(readFileSync(join(folder, file), 'utf8')) ?? []
      return map
        ? SourceMap.parse(JSON.parse(Buffer.from(map, 'base64').toString())).sourcesContent
        : []
    })
    .join('\n')

const SourceMap = z.object({ sourcesContent: z.array(z.string()) })

for (const name of ['google', 'google-beta'] as const) {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-schemas-'))
  try {
    const { version, provider, resources, data } = derive(name, folder)
    const parts = Object.entries({ version, provider }).map(
      ([key, value]) => `"${key}": ${JSON.stringify(value)}`,
    )
    const tables = Object.entries({ resources, data }).map(
      ([key, value]) => `"${key}": ${linesOf(value)}`,
    )
    writeFileSync(
      new URL(`../../emulators/terraform/schemas/${name}.json`, import.meta.url),
      `{\n  ${[...parts, ...tables].join(',\n  ')}\n}\n`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
