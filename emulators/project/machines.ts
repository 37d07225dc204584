import type { Signer } from '../kit/identity.ts'
import { type Metadata, openMetadata } from '../metadata/server.ts'

/** The machines that containers run on, as far as a container sees them: each asks the metadata server of its own service account. */
export function machines(projectId: string, signer: Signer) {
  const servers = new Map<string, Promise<Metadata>>()
  const serverOf = (email: string) => {
    const server = servers.get(email) ?? openMetadata({ projectId, email, signer })
    servers.set(email, server)
    return server
  }
  return {
    /** What a container that runs as this account is told of where it is. */
    async environment(email = `${projectId}@appspot.gserviceaccount.com`) {
      const { url } = await serverOf(email)
      return { GCE_METADATA_HOST: new URL(url).host, METADATA_SERVER_DETECTION: 'assume-present' }
    },
    async close() {
      for (const server of await Promise.all(servers.values())) await server.close()
    },
  }
}
