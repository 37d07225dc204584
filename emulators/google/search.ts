import type { Found } from './catalogue.ts'

/** Everything discovery depends on, so that a test can furnish a machine. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly note: (text: string) => void
}

/** What a place held, and what to call the place when it held nothing. */
export interface Search {
  readonly found?: Found
  readonly looked: readonly string[]
}
