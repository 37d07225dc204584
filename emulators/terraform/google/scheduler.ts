import type { Making } from '../making.ts'
import { type Fields, isFields, type Value } from '../values.ts'
import { ask, removed } from './ask.ts'

/** Jobs, their arguments in the API's words. */
export const jobs = (url: string): Making => ({
  async create(fields) {
    const { id, project, region } = fields
    const parent = `projects/${project}/locations/${region}`
    const { state } = await ask('POST', `${url}/v1/${parent}/jobs`, jobOf(fields, id))
    return { state: String(state) }
  },
  async update(fields) {
    const { state } = await ask('PATCH', `${url}/v1/${fields.id}`, jobOf(fields, fields.id))
    return { state: String(state) }
  },
  remove: ({ id }) => removed(`${url}/v1/${id}`),
})

function jobOf(fields: Fields, name: Value | undefined): object {
  const said = Object.entries(fields).filter(([field]) => !notTheJobs.has(field))
  return { ...inWords(Object.fromEntries(said)), name }
}

/** What says where it is and how Terraform treats it. */
const notTheJobs = new Set(['id', 'project', 'region', 'state', 'paused', 'timeouts'])

/** `min_backoff_duration` is `minBackoffDuration` there, and a block that may come once is no list. */
const inWords = (fields: Fields): object =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const said = Array.isArray(value) ? inBlock(value) : value
      return said === null || said === undefined ? [] : [[camel(name), said]]
    }),
  )

const inBlock = ([block]: readonly Value[]) => (isFields(block) ? inWords(block) : undefined)

const camel = (name: string) =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
