import { changeStorage, createBucket, createFilestore } from '../../shared/contract/storage.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson, printTable } from '../output.ts'
import { pages } from '../pages.ts'
import { valid } from '../valid.ts'

/** How sessions use a bucket or a file share. */
export interface Use extends Common {
  readonly default?: boolean
  readonly autoMount?: boolean
  readonly mountPath?: string
  readonly access?: string
  readonly label?: Readonly<Record<string, string>>
}

interface Making extends Use {
  readonly workspace: string
  readonly class?: string
  readonly filestore?: true
  readonly sizeGb?: number
}

export async function list({ workspace, ...flags }: Common & { readonly workspace?: string }) {
  const { storage } = connect(flags)
  const query = { limit: 100, workspace_id: workspace }
  const answer = await pages(
    (cursor?: string) => storage.list({ query: { ...query, cursor } }),
    (before, after) => ({ ...after, storage: [...before.storage, ...after.storage] }),
  )
  if (flags.json) return printJson(answer)
  printTable(
    ['ID', 'NAME', 'KIND', 'STATE', 'DEFAULT', 'BYTES', 'A DAY', 'OWED'],
    answer.storage.map((one) => [
      one.id,
      one.name,
      one.kind,
      one.state,
      one.is_default ? 'yes' : '-',
      one.measured_at ? String(one.size_bytes) : '-',
      one.daily_cost.display,
      one.owed.display,
    ]),
  )
}

/** Its id, for a script to go on with. */
export async function create(name: string, flags: Making) {
  const { storage } = connect(flags)
  const wish = {
    ...useOf(flags),
    name,
    workspace_id: flags.workspace,
    storage_class: flags.class,
    size_gb: flags.sizeGb,
  }
  const made = flags.filestore
    ? await storage.createFilestore({ body: valid(createFilestore.body, wish) })
    : await storage.createBucket({ body: valid(createBucket.body, wish) })
  if (flags.json) return printJson(made)
  print(made.id)
}

export async function change(id: string, flags: Use & { readonly state?: string }) {
  const body = valid(changeStorage.body, { ...useOf(flags), state: flags.state })
  const after = await connect(flags).storage.change({ params: { resource_id: id }, body })
  if (flags.json) return printJson(after)
  print(`${after.name} is changed, and ${after.state}; sessions that live keep what they have`)
}

export async function remove(id: string, flags: Common) {
  const gone = await connect(flags).storage.destroy({ params: { resource_id: id } })
  if (flags.json) return printJson(gone)
  print(`${gone.name} is ${gone.state}`)
}

const useOf = ({ default: isDefault, autoMount, mountPath, access, label }: Use) => ({
  is_default: isDefault,
  auto_mount: autoMount,
  mount_path: mountPath,
  access_mode: access?.toUpperCase(),
  metadata: label,
})
