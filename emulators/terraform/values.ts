import { decode, ExtensionCodec, encode } from '@msgpack/msgpack'

/** A value as Terraform passes it: JSON's, and what is not known before it is made. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Unknown
  | readonly Value[]
  | { readonly [name: string]: Value }
/** A resource's arguments and attributes. */
export type Fields = Readonly<Record<string, Value>>

export class Unknown {
  readonly isUnknown = true
}
export const unknown = new Unknown()

/** How values travel: MessagePack, with an extension for what is unknown. */
export interface DynamicValue {
  readonly msgpack: Uint8Array
}

export const wired = (value: Value): DynamicValue => ({
  msgpack: encode(value, { extensionCodec }),
})

export function fieldsOf(value: DynamicValue | null): Fields | null {
  const read = value ? decode(value.msgpack, { extensionCodec }) : null
  return isFields(read) ? read : null
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Unknown)

export const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Every text at a path through blocks and lists, such as `push_config.oidc_token.audience`. */
export function textsAt(value: Value, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Value) => textsAt(item, path))
  const [name, ...rest] = path
  if (name === undefined) return typeof value === 'string' && value !== '' ? [value] : []
  return isFields(value) ? textsAt(value[name] ?? null, rest) : []
}

const extensionCodec = new ExtensionCodec()
const plainUnknown = 0
// Terraform may also say what it does know of an unknown value.
const refinedUnknown = 12
extensionCodec.register({
  type: plainUnknown,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => unknown,
})
extensionCodec.register({ type: refinedUnknown, encode: () => null, decode: () => unknown })
