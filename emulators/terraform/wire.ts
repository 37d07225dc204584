import type { Block, Nested } from './schema.ts'

/** A schema in the words of the protocol. */
export const wiredSchema = (block: Block) => ({ version: 0, block: wiredBlock(block) })

const wiredBlock = ({ attributes, blocks }: Block): object => ({
  attributes: Object.entries(attributes).map(([name, { type, writeOnly, ...is }]) => ({
    name,
    type: Buffer.from(JSON.stringify(type)),
    write_only: writeOnly ?? false,
    ...is,
  })),
  block_types: Object.entries(blocks).map(([name, nested]) => wiredNested(name, nested)),
})

const wiredNested = (name: string, { nesting, min = 0, max = 0, block }: Nested) => ({
  type_name: name,
  block: wiredBlock(block),
  nesting: nestings[nesting],
  min_items: min,
  max_items: max,
})

const nestings = { single: 1, list: 2, set: 3 } as const
