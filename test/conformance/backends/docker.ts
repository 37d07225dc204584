import { noDaemon, startDaemon } from '../../kit/docker/daemon.ts'
import { importImage } from '../../kit/docker/image.ts'
import type { Bench } from '../bench.ts'

/** A real daemon of the suite's own; what isolates its containers is its default unless CONFORMANCE_RUNTIME says. */
export const docker: Bench = {
  missing: noDaemon,
  raise: async () => {
    const daemon = await startDaemon()
    await importImage(daemon.docker, image)
    const templates = ['base', 'python', 'nodejs', 'go']
    return {
      settings: {
        ONMEMOS_DOCKER_HOST: daemon.host,
        ONMEMOS_DOCKER_IMAGES: templates.map((template) => `${template}=${image}`).join(','),
        ONMEMOS_DOCKER_RUNTIME: process.env.CONFORMANCE_RUNTIME ?? '',
      },
      close: daemon.close,
    }
  },
}

const image = 'onmemos-test:latest'
