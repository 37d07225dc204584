import { badRequest } from './refusal.ts'

/** A quantity as Kubernetes writes it, `500m` or `1Gi`, as a plain number. */
export function amountOf(quantity: string | number): number {
  const [, number = '', suffix = ''] =
    /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)(\w*)$/.exec(`${quantity}`) ?? []
  const scale = scales[suffix]
  if (number === '' || scale === undefined) {
    throw badRequest(
      `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$': ${quantity}`,
    )
  }
  return Number(number) * scale
}

const scales: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
}
