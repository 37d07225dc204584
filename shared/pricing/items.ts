import type { Micros } from '../ledger/entry.ts'
import type { ProviderPrices } from './list.ts'
import { type Shape, weights } from './prices.ts'

export interface Item {
  readonly item: 'cpu' | 'memory' | 'machine' | 'gpu' | 'start_fee'
  readonly quantity: string
  readonly unit: string
  readonly unitNanos: number
  readonly micros: Micros
}

/** What a cost is made of. The parts sum to it: what rounding added goes where it falls. */
export function itemsOf(
  prices: ProviderPrices,
  shape: Shape,
  { seconds, micros, startFeeMicros }: { seconds: number; micros: Micros; startFeeMicros: Micros },
): readonly Item[] {
  const { cpu, memory, machine, gpu } = weights(prices, shape)
  const [forCpu = 0, forMemory = 0, forMachine = 0, forGpu = 0] = divided(micros - startFeeMicros, [
    cpu,
    memory,
    machine,
    gpu,
  ])
  const hours = (amount: number) => ((amount * seconds) / 3_600).toFixed(4)
  const items: readonly Item[] = [
    {
      item: 'cpu',
      quantity: hours(shape.cpuMillis / 1_000),
      unit: 'vcpu_hour',
      unitNanos: prices.vcpu_hour.nanos,
      micros: forCpu,
    },
    {
      item: 'memory',
      quantity: hours(shape.memoryMb / 1_024),
      unit: 'gib_hour',
      unitNanos: prices.gib_hour.nanos,
      micros: forMemory,
    },
    {
      item: 'machine',
      quantity: hours(1),
      unit: 'machine_hour',
      unitNanos: prices.machine_hour.nanos,
      micros: forMachine,
    },
    {
      item: 'gpu',
      quantity: hours(shape.gpus),
      unit: 'gpu_hour',
      unitNanos: shape.gpus > 0 ? (prices.gpu_hour?.nanos ?? 0) : 0,
      micros: forGpu,
    },
    {
      item: 'start_fee',
      quantity: '1',
      unit: 'start',
      unitNanos: prices.start_fee.nanos,
      micros: startFeeMicros,
    },
  ]
  return items.filter(({ item, unitNanos }) => unitNanos > 0 || item === 'cpu')
}

/** In whole parts by weight, none lost: each is what the sum so far grew by. */
function divided(micros: Micros, parts: readonly bigint[]): readonly number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0n)
  if (whole === 0n) return parts.map(() => 0)
  let weight = 0n
  let before = 0n
  return parts.map((part) => {
    weight += part
    const upTo = (BigInt(micros) * weight) / whole
    const share = upTo - before
    before = upTo
    return Number(share)
  })
}
