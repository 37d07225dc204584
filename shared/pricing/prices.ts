import type { Micros } from '../ledger/entry.ts'
import type { Rate } from './rate.ts'

export interface Shape {
  readonly cpuMillis: number
  readonly memoryMb: number
}

/**
 * The price of a shape on a provider, to the micro-credit an hour, rounded up once.
 *
 * Cloud figures are list prices in us-central1 rounded to the micro-credit (Cloud Run instance-based
 * billing; GKE Autopilot general purpose; Workstations: e2-standard plus its management fee). `local`
 * runs on the user's own machine; it has a price so that billing is the same story everywhere.
 */
export function rateOf(provider: keyof typeof prices, { cpuMillis, memoryMb }: Shape): Rate {
  const { microsPerVcpuHour, microsPerGibHour, microsPerHour } = prices[provider]
  const cpu = (cpuMillis * microsPerVcpuHour) / 1_000
  const memory = (memoryMb * microsPerGibHour) / 1_024
  return { microsPerHour: Math.ceil(microsPerHour + cpu + memory), priceVersion }
}

const priceVersion = '2026-11-01'

interface Price {
  readonly microsPerVcpuHour: Micros
  readonly microsPerGibHour: Micros
  readonly microsPerHour: Micros
}

const prices = {
  local: { microsPerVcpuHour: 40_000, microsPerGibHour: 5_000, microsPerHour: 0 },
  cloud_run: { microsPerVcpuHour: 64_800, microsPerGibHour: 7_200, microsPerHour: 0 },
  gke: { microsPerVcpuHour: 44_500, microsPerGibHour: 4_923, microsPerHour: 0 },
  workstations: { microsPerVcpuHour: 83_506, microsPerGibHour: 0, microsPerHour: 100_000 },
} as const satisfies Readonly<Record<string, Price>>
