import { serviceName } from './names.ts'
import type { CloudRunOptions } from './options.ts'
import type { Seen } from './services.ts'

/** A session's boxes, in the order of the regions: one, or none, unless two starts at once went to different regions. */
export async function findAll(
  options: CloudRunOptions,
  sessionId: string,
): Promise<readonly Seen[]> {
  const services = await options.services()
  const found = await Promise.all(
    options.regions.map((region) => services.get(serviceName(options, region, sessionId))),
  )
  return found.flatMap((seen) => seen ?? [])
}
