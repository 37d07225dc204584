import * as z from 'zod'
import { byOwnNames, type Environment, Settings } from '../functions/settings.ts'

export interface Setting {
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  /** What it is where nobody sets it, if it is anything then. */
  readonly otherwise: string | undefined
  readonly meaning: string
  /** What it is set to; a secret is only said to be set. */
  readonly here: string | undefined
}

/** Every setting, as its schema says it. */
export function configuration(env: Environment): readonly Setting[] {
  const { properties = {}, required = [] } = Described.parse(
    z.toJSONSchema(Settings, { io: 'input' }),
  )
  const values = byOwnNames(env)
  return Object.entries(properties).map(([name, field]) => ({
    name,
    type: typeOf(field),
    isRequired: required.includes(name),
    otherwise: field.default?.toString(),
    meaning: field.description,
    here: field.isSecret && values[name] ? '(set)' : values[name],
  }))
}

export const shown = (settings: readonly Setting[]): string =>
  settings
    .map(({ name, type, isRequired, otherwise, meaning, here }) =>
      [
        `${name}  (${type}${isRequired ? ', required' : ''})`,
        `    ${meaning}`,
        ...(otherwise ? [`    unless set: ${otherwise}`] : []),
        ...(here === undefined ? [] : [`    here: ${here}`]),
        '',
      ].join('\n'),
    )
    .join('\n')

function typeOf({ isSecret, enum: choices, const: only, format, type = 'number' }: Field): string {
  if (isSecret) return 'secret'
  if (choices) return choices.join(' | ')
  return only ?? (format === 'uri' ? 'url' : type)
}

const Field = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  const: z.string().optional(),
  format: z.string().optional(),
  default: z.union([z.string(), z.number()]).optional(),
  description: z.string(),
  isSecret: z.boolean().default(false),
})
type Field = z.output<typeof Field>

const Described = z.object({
  properties: z.record(z.string(), Field),
  required: z.array(z.string()).optional(),
})
