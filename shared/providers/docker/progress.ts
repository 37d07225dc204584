import type Docker from 'dockerode'
import * as z from 'zod'

/** Follows a long work of the daemon's to its end. That it failed the daemon says in the stream, whose status was good. */
export async function followed(
  { modem }: Docker,
  stream: NodeJS.ReadableStream,
  heard: (event: unknown) => void = () => undefined,
): Promise<void> {
  const said = await new Promise<readonly unknown[]>((done, failed) => {
    modem.followProgress(stream, (cause, all) => (cause ? failed(cause) : done(all)), heard)
  })
  const failure = said.flatMap((event) => Failure.safeParse(event).data ?? []).at(-1)
  if (failure) throw new Error(failure.error)
}

const Failure = z.object({ error: z.string() })
