import { capabilityTable } from './capabilityTable.ts'
import { renderChart } from './chart.ts'
import { functionList } from './functionList.ts'
import { kubernetesSchemas } from './kubernetesSchemas.ts'
import { openapi } from './openapi.ts'
import { costs } from './terraform/costs.ts'

/** Files that are computed from the contract, or from what others publish, committed, and never edited: their paths and their text. */
export const derivedFiles = (): Readonly<Record<string, string>> => ({
  'terraform/functions.json': json(functionList()),
  'terraform/COSTS.md': costs(),
  'docs/openapi.json': json(openapi()),
  'docs/capabilities.md': capabilityTable(),
  'terraform/kubernetes/rbac.yaml': renderChart(),
  'emulators/kubernetes/schema/schemas.json': kubernetesSchemas(),
})

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
