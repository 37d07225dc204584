import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMetadata } from '../../emulators/metadata/server.ts'
import { openRun } from '../../emulators/run/server.ts'
import { type Images, sessionImage } from '../../emulators/run/serving/images.ts'

/** An emulated Cloud Run that knows the control plane by its tokens, and how a world is told of it. */
export async function newCloudRun(images: Images = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'onmr-'))
  const metadata = await openMetadata({ projectId: 'test', email })
  const run = await openRun({
    directory,
    images: { [image]: sessionImage(process.env.ONMEMOS_AGENT_BUNDLE ?? ''), ...images },
    whoIs: metadata.whoIs,
  })
  // Where Google's library looks for whoever its machine is.
  process.env.GCE_METADATA_HOST = new URL(metadata.url).host
  return {
    run,
    settings: {
      ONMEMOS_CLOUD_RUN_IMAGE: image,
      ONMEMOS_CLOUD_RUN_FALLBACK_REGIONS: 'europe-west1',
      ONMEMOS_CLOUD_RUN_CALLERS: email,
      ONMEMOS_GOOGLE_CREDENTIALS: 'none',
      RUN_API_URL: run.url,
    },
    async close() {
      await run.close()
      await metadata.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const email = 'control-plane@test.iam.gserviceaccount.com'
const image = 'us-docker.pkg.dev/test/onmemos/session'
