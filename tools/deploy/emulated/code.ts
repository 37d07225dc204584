import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { functionList } from '../../functionList.ts'
import type { Place } from './place.ts'

/** Terraform's files as they are now, with the functions that are wanted, beside the state that an earlier deployment left there. */
export function copyCode({ code }: Place, wanted: readonly string[]): void {
  mkdirSync(code, { recursive: true })
  // A lock says what the mirror had; what it has now is as good.
  for (const file of readdirSync(code)) {
    if (!/^(terraform\.tfstate|\.terraform$)/.test(file))
      rmSync(join(code, file), { recursive: true, force: true })
  }
  cpSync('terraform', code, {
    recursive: true,
    filter: (from) => !/\.terraform|tfstate|\/planned$/.test(from),
  })
  cpSync('firestore.indexes.json', join(code, '..', 'firestore.indexes.json'))
  writeFileSync(join(code, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n')
  writeFileSync(join(code, 'functions.json'), JSON.stringify(some(wanted)))
}

/** The ids of what Terraform knows that it made. */
export function idsIn({ state }: Place): ReadonlySet<string> {
  if (!existsSync(state)) return new Set()
  const { resources } = State.parse(JSON.parse(readFileSync(state, 'utf8')))
  return new Set(
    resources.flatMap(({ type, instances }) =>
      instances.map(({ attributes: { id } }) => `${type} ${id}`),
    ),
  )
}

function some(wanted: readonly string[]) {
  const { functions, subscriptions, schedules, ...list } = functionList()
  const is = (name: string) => wanted.includes(name)
  return {
    ...list,
    functions: functions.filter(({ name }) => is(name)),
    subscriptions: subscriptions.filter((line) => is(line.function)),
    schedules: schedules.filter((line) => is(line.function)),
  }
}

const State = z.object({
  resources: z.array(
    z.object({
      type: z.string(),
      instances: z.array(z.object({ attributes: z.object({ id: z.string().nullish() }) })),
    }),
  ),
})
