import type { Fields } from './values.ts'

/** How one type's resources are made where they are emulated. */
export interface Making {
  create(fields: Fields, config: Fields): Promise<Fields>
  /** Nothing of what is emulated, where there is none. */
  update?(fields: Fields, config: Fields): Promise<Fields>
  remove?(fields: Fields): Promise<void>
}
