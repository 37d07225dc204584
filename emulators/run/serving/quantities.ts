import { Refusal } from '../../kit/refusal.ts'

/** `512Mi`, `2G`: an amount of memory as Kubernetes writes it. */
export function bytesIn(quantity: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|k|M|G)?$/.exec(quantity) ?? []
  const factor = factors[unit]
  if (number === undefined || factor === undefined) throw bad(quantity)
  return Math.round(Number(number) * factor)
}

/** `1`, `500m`: processors as Kubernetes writes them, in thousandths. */
export function milliIn(quantity: string): number {
  const [, number, milli] = /^(\d+(?:\.\d+)?)(m)?$/.exec(quantity) ?? []
  if (number === undefined) throw bad(quantity)
  return Math.round(Number(number) * (milli ? 1 : 1_000))
}

const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1_024,
  Mi: 1_048_576,
  Gi: 1_073_741_824,
}

const bad = (quantity: string) =>
  new Refusal('INVALID_ARGUMENT', `Invalid value specified for container resources: ${quantity}`)
