import type * as z from 'zod'
import type { ProviderName, Resources } from '../contract/session.ts'
import { Fault } from '../platform/faults.ts'
import { type Prices, type ProviderPrices, pricesOf } from './list.ts'
import type { Rate } from './rate.ts'

/** What of a box has a price. */
export interface Shape {
  readonly cpuMillis: number
  readonly memoryMb: number
  readonly gpus: number
}

export const pricedShape = ({ cpu_millis, memory_mb, gpu }: z.output<typeof Resources>): Shape => ({
  cpuMillis: cpu_millis,
  memoryMb: memory_mb,
  gpus: gpu ? 1 : 0,
})

/** The price of a shape on a provider, to the micro-credit an hour, rounded up once. */
export function rateOf(list: Prices, provider: ProviderName, shape: Shape): Rate {
  const prices = pricesOf(list, provider)
  if (shape.gpus > 0 && !prices.gpu_hour) {
    throw new Fault('unsupported', `${provider} has no price for a GPU, so none can be had there`)
  }
  const { cpu, memory, machine, gpu } = weights(prices, shape)
  return {
    microsPerHour: Number(dividedUp(cpu + memory + machine + gpu, perUnit * nanosPerMicro)),
    startFeeMicros: Number(dividedUp(BigInt(prices.start_fee.nanos), nanosPerMicro)),
  }
}

/** What each part adds to an hour, exactly: in nano-credits over `perUnit`. */
export const weights = (prices: ProviderPrices, { cpuMillis, memoryMb, gpus }: Shape) => ({
  cpu: BigInt(prices.vcpu_hour.nanos) * BigInt(cpuMillis) * mebibytesPerGibibyte,
  memory: BigInt(prices.gib_hour.nanos) * BigInt(memoryMb) * millisPerVcpu,
  machine: BigInt(prices.machine_hour.nanos) * perUnit,
  gpu: BigInt(prices.gpu_hour?.nanos ?? 0) * BigInt(gpus) * perUnit,
})

const millisPerVcpu = 1_000n
const mebibytesPerGibibyte = 1_024n
const perUnit = millisPerVcpu * mebibytesPerGibibyte
const nanosPerMicro = 1_000n

const dividedUp = (total: bigint, by: bigint) => (total + by - 1n) / by
