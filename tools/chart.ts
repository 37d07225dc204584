import { readdirSync, readFileSync } from 'node:fs'
import { loadYaml } from '@kubernetes/client-node'
import * as z from 'zod'

const Values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
export type Values = z.output<typeof Values>

const chart = new URL('../terraform/kubernetes/chart/', import.meta.url)

/** What `helm template` makes of our chart with these values: one manifest, for who has no Helm. */
export function renderChart(changed: Values = {}): string {
  const values = {
    ...Values.parse(loadYaml(readFileSync(new URL('values.yaml', chart), 'utf8'))),
    ...changed,
  }
  const names = readdirSync(new URL('templates', chart)).toSorted()
  const texts = names.map((name) => readFileSync(new URL(`templates/${name}`, chart), 'utf8'))
  return [
    '# Computed from the Helm chart beside it by `npm run derive`, with the values it has.\n',
    ...texts.map((text) => render(text, values)),
  ].join('---\n')
}

/**
 * The chart uses two things of Helm's language, a value and a condition that is on lines of its own, so that this and Helm
 * agree. Anything else is refused.
 */
export function render(template: string, values: Values): string {
  const chosen = template.replace(
    /\n\{\{- if \.Values\.(\w+) \}\}([\s\S]*?)\n\{\{- end \}\}/g,
    (_, name: string, then: string) => (valueIn(values, name) ? then : ''),
  )
  const text = chosen.replace(/\{\{ \.Values\.(\w+) \}\}/g, (_, name: string) =>
    String(valueIn(values, name)),
  )
  const [left] = /\{\{.*/.exec(text) ?? []
  if (left) throw new Error(`the chart uses more of Helm than is rendered here: ${left}`)
  return text
}

function valueIn(values: Values, name: string) {
  const value = values[name]
  if (value === undefined) throw new Error(`the chart has no value ${name}`)
  return value
}
