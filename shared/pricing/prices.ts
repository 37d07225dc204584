import type { ProviderName } from '../contract/session.ts'
import { type Prices, type ProviderPrices, pricesOf } from './list.ts'
import type { Rate } from './rate.ts'

export interface Shape {
  readonly cpuMillis: number
  readonly memoryMb: number
}

/** The price of a shape on a provider, to the micro-credit an hour, rounded up once. */
export function rateOf(list: Prices, provider: ProviderName, shape: Shape): Rate {
  const prices = pricesOf(list, provider)
  const { cpu, memory, machine } = weights(prices, shape)
  return {
    microsPerHour: Number(dividedUp(cpu + memory + machine, perUnit * nanosPerMicro)),
    startFeeMicros: Number(dividedUp(BigInt(prices.start_fee.nanos), nanosPerMicro)),
  }
}

/** What each part adds to an hour, exactly: in nano-credits over `perUnit`. */
export const weights = (prices: ProviderPrices, { cpuMillis, memoryMb }: Shape) => ({
  cpu: BigInt(prices.vcpu_hour.nanos) * BigInt(cpuMillis) * mebibytesPerGibibyte,
  memory: BigInt(prices.gib_hour.nanos) * BigInt(memoryMb) * millisPerVcpu,
  machine: BigInt(prices.machine_hour.nanos) * perUnit,
})

const millisPerVcpu = 1_000n
const mebibytesPerGibibyte = 1_024n
const perUnit = millisPerVcpu * mebibytesPerGibibyte
const nanosPerMicro = 1_000n

const dividedUp = (total: bigint, by: bigint) => (total + by - 1n) / by
