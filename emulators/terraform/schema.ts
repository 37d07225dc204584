/** Terraform's own notation of types, as its wire has them. */
export type Type =
  | 'string'
  | 'number'
  | 'bool'
  | readonly ['list' | 'set' | 'map', Type]
  | readonly ['object', Readonly<Record<string, Type>>]

export interface Attribute {
  readonly type: Type
  readonly required?: true
  readonly optional?: true
  /** The provider says what it is, where it is not given. */
  readonly computed?: true
  /** Given, and kept nowhere. */
  readonly writeOnly?: true
}

export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly blocks: Readonly<Record<string, Nested>>
}

/** Blocks in a block, and how many there may be. */
export interface Nested {
  readonly nesting: 'single' | 'list' | 'set'
  readonly min?: number
  readonly max?: number
  readonly block: Block
}

/** One provider's part in `schemas/`. */
export interface Schemas {
  readonly version: string
  readonly provider: Block
  readonly resources: Readonly<Record<string, Block>>
  readonly data: Readonly<Record<string, Block>>
}
