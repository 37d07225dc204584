import { openMetadata } from '../metadata/server.ts'
import { openRun } from '../run/server.ts'
import { sessionImage } from '../run/serving/images.ts'

/** What runs on this machine in place of Cloud Run, and how the control plane is told of it. */
export interface LocalCloudRun {
  readonly url: string
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

export interface LocalCloudRunOptions {
  readonly projectId: string
  /** Short: sockets are in it. */
  readonly runDirectory: string
  readonly agentBundle: string
}

/** An emulated Cloud Run that knows the control plane by its tokens. Its services go with it: what ran in them does, too. */
export async function openCloudRun(options: LocalCloudRunOptions): Promise<LocalCloudRun> {
  const { projectId, runDirectory, agentBundle } = options
  const email = `control-plane@${projectId}.iam.gserviceaccount.com`
  const image = `us-docker.pkg.dev/${projectId}/onmemos/session`
  const metadata = await openMetadata({ projectId, email })
  const run = await openRun({
    directory: runDirectory,
    images: { [image]: sessionImage(agentBundle) },
    whoIs: metadata.whoIs,
  }).catch(async (cause: unknown) => {
    await metadata.close()
    throw cause
  })
  // Where Google's library looks for whoever its machine is.
  process.env.GCE_METADATA_HOST = new URL(metadata.url).host
  return {
    url: run.url,
    settings: {
      ONMEMOS_CLOUD_RUN_IMAGE: image,
      ONMEMOS_CLOUD_RUN_CALLERS: email,
      RUN_API_URL: run.url,
    },
    async close() {
      await run.close()
      await metadata.close()
    },
  }
}
