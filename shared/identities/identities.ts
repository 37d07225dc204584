/** What makes and removes the cloud identities of workspaces. Every verb may be repeated, or cut after any step. */
export interface Identities {
  /** What the identity of a workspace is called: known before it is made. */
  namesOf(workspaceId: string): IdentityNames
  /** Answers once all of it is there. */
  provision(of: { readonly workspaceId: string; readonly accountId: string }): Promise<void>
  /** Answers once nothing of it is there. */
  remove(workspaceId: string): Promise<void>
  /** The workspaces of which anything is there. */
  list(): Promise<readonly string[]>
}

export interface IdentityNames {
  readonly namespace: string
  readonly kubernetesAccount: string
  readonly googleAccountEmail: string
}
