import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PriceList } from '../../../shared/contract/prices.ts'
import { providers } from '../../../shared/contract/session.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { secondsWithin } from '../../../shared/pricing/ceiling.ts'
import { itemsOf } from '../../../shared/pricing/items.ts'
import { rateOf } from '../../../shared/pricing/prices.ts'
import { costOf, secondsFor } from '../../../shared/pricing/rate.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'

test('the shipped list is a price list, prices every provider, and says where each figure is from', () => {
  expect(PriceList.parse(shipped)).toEqual(shipped)
  expect(Object.keys(shipped.providers).sort()).toEqual([...providers].sort())
  const figures = JSON.stringify(shipped).match(/"nanos"/g)
  const sourced = JSON.stringify(shipped).match(/"source":"(chosen by us: |cloud\.google\.com)/g)
  expect(sourced).toHaveLength(figures?.length ?? 0)
})

test.each([
  ['local', 1_000, 1_024, 0, 45_000],
  ['cloud_run', 1_000, 1_024, 0, 72_000],
  ['cloud_run', 2_000, 512, 0, 133_200],
  // 4 × 64,800 + 16 × 7,200 + 672,120 of the GPU.
  ['cloud_run', 4_000, 16_384, 1, 1_046_520],
  // 44,500 + 4,922.5: rounded up once, not part by part.
  ['gke', 1_000, 1_024, 0, 49_423],
  ['gke', 1_000, 2_048, 0, 54_345],
  ['gke', 100, 128, 0, 5_066],
  ['workstations', 1_000, 4_096, 0, 183_506],
] as const)(
  '%s with %i thousandths of a vCPU, %i MiB and %i GPUs is %i an hour',
  (name, cpu, memory, gpus, micros) => {
    const rate = rateOf(shipped, name, { cpuMillis: cpu, memoryMb: memory, gpus })
    expect(rate).toEqual({ microsPerHour: micros, startFeeMicros: 0 })
  },
)

const nanos = fc.integer({ min: 0, max: limits.priceNanosMax })
const shape = fc.record({
  cpuMillis: fc.integer({ min: 100, max: 8_000 }),
  memoryMb: fc.integer({ min: 128, max: 32_768 }),
  gpus: fc.integer({ min: 0, max: 1 }),
})
const figure = (amount: number) => ({ nanos: amount, source: 'a test' })
const listOf = (vcpu: number, gib: number, machine: number, fee: number) => ({
  ...shipped,
  providers: {
    local: {
      vcpu_hour: figure(vcpu),
      gib_hour: figure(gib),
      machine_hour: figure(machine),
      // A price like any other: that of the machine does.
      gpu_hour: figure(machine),
      start_fee: figure(fee),
    },
  },
})

test('whatever the prices, a rate is exact and less than a micro-credit above its parts', () => {
  fc.assert(
    fc.property(nanos, nanos, nanos, nanos, shape, (vcpu, gib, machine, fee, machineShape) => {
      const rate = rateOf(listOf(vcpu, gib, machine, fee), 'local', machineShape)
      const { cpuMillis, memoryMb, gpus } = machineShape
      // Over the denominator of all: thousandths, MiB of a GiB, nano-credits of a micro-credit.
      const exact =
        BigInt(vcpu) * BigInt(cpuMillis) * 1_024n +
        BigInt(gib) * BigInt(memoryMb) * 1_000n +
        BigInt(machine) * BigInt(1 + gpus) * 1_024_000n
      const above = BigInt(rate.microsPerHour) * 1_024_000_000n - exact
      expect(above >= 0n && above < 1_024_000_000n).toBe(true)
      expect(rate.startFeeMicros).toBe(Math.ceil(fee / 1_000))
      expect(Number.isSafeInteger(86_400 * rate.microsPerHour)).toBe(true)
    }),
  )
})

test('the items of a cost sum to it, to the micro-credit', () => {
  fc.assert(
    fc.property(
      nanos,
      nanos,
      nanos,
      nanos,
      shape,
      fc.integer({ min: 0, max: 86_400 }),
      (vcpu, gib, machine, fee, machineShape, seconds) => {
        const list = listOf(vcpu, gib, machine, fee)
        const { microsPerHour, startFeeMicros } = rateOf(list, 'local', machineShape)
        const micros = costOf(seconds, microsPerHour, startFeeMicros)
        const items = itemsOf(list.providers.local, machineShape, {
          seconds,
          micros,
          startFeeMicros,
        })
        fc.pre(microsPerHour > 0)
        expect(items.reduce((sum, item) => sum + item.micros, 0)).toBe(micros)
        expect(items.every((item) => item.micros >= 0)).toBe(true)
      },
    ),
  )
})

test('a sum pays for the seconds it is said to pay for, and for not one more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: limits.sessionCostMicrosMax }),
      fc.integer({ min: 1, max: 100_000_000 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      (micros, rate, fee) => {
        fc.pre(micros >= fee)
        const seconds = secondsFor(micros, rate, fee)
        expect(costOf(seconds, rate, fee)).toBeLessThanOrEqual(micros)
        expect(costOf(seconds + 1, rate, fee)).toBeGreaterThan(micros)
      },
    ),
  )
})

test('a ceiling below the first second is refused, and says what that second costs', () => {
  const rate = { microsPerHour: 45_000, startFeeMicros: 100 }
  expect(secondsWithin(113, rate)).toBe(1)
  expect(() => secondsWithin(112, rate)).toThrow('at least 113')
})

test('a provider without a price is refused, not free', () => {
  expect(() =>
    rateOf(listOf(1, 1, 1, 0), 'gke', { cpuMillis: 100, memoryMb: 128, gpus: 0 }),
  ).toThrow('gke has no price')
  expect(() => rateOf(shipped, 'gke', { cpuMillis: 4_000, memoryMb: 16_384, gpus: 1 })).toThrow(
    'no price for a GPU',
  )
})
