import type { Services } from './services.ts'

/** Where sessions run on Cloud Run, and as whom. */
export interface CloudRunOptions {
  readonly projectId: string
  /** In the order in which they are tried. */
  readonly regions: readonly [string, ...string[]]
  /** Tells the services of this deployment from those of another in the same project. */
  readonly deployment: string
  /** The image that has our agent. */
  readonly image: string
  /** Service accounts that each session's service lets in; where there are none, the project's own policy says who is. */
  readonly callers: readonly string[]
  /** Cloud Run's API, connected when it is first needed. */
  readonly services: () => Promise<Services>
  /** What proves us to a service: an ID token for its address. */
  readonly idToken: (audience: string) => Promise<string>
  /** Keys of our own by what they are for, the same at each asking, so that none is stored. */
  readonly keyFor: (what: string) => string
  /** Whom the boxes of a workspace, or of none, act as; undefined where that is the project's default. */
  readonly serviceAccount: (workspaceId: string | undefined) => string | undefined
}
