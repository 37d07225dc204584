import type { Fields } from './values.ts'

/** The services that are emulated: a resource of theirs is made there too, and what they say of it is kept. */
export interface Google {
  create(type: string, fields: Fields, config: Fields): Promise<Fields>
  update(type: string, fields: Fields, config: Fields): Promise<Fields>
  remove(type: string, fields: Fields): Promise<void>
}

/** Where nothing is emulated, the store is all there is. */
export const nowhere: Google = {
  create: async () => ({}),
  update: async () => ({}),
  remove: async () => {},
}
