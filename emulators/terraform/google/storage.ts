import type { Making } from '../making.ts'
import { ask, removed } from './ask.ts'

/** Without what the emulator refuses: lifecycles, soft deletion. */
export const buckets = (url: string): Making => ({
  async create({ name, location, project }) {
    await ask('POST', `${url}/storage/v1/b?project=${project}`, { name, location })
    return {}
  },
  remove: async ({ name, force_destroy: force }) => {
    if (force) await empty(url, String(name))
    await removed(`${url}/storage/v1/b/${name}`)
  },
})

async function empty(url: string, bucket: string): Promise<void> {
  for (;;) {
    const page = await ask('GET', `${url}/storage/v1/b/${bucket}/o`)
    const items = Array.isArray(page.items) ? page.items : []
    if (items.length === 0) return
    for (const { name } of items) {
      await removed(`${url}/storage/v1/b/${bucket}/o/${encodeURIComponent(String(name))}`)
    }
  }
}
