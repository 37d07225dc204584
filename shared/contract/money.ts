/** Micro-credits as people read them, without losing one: `1.50`, `0.000123`. */
export const display = (micros: number): string => exactDisplay(micros).replace(/0{1,4}$/, '')

/** All six places, for whoever sums them up. */
export const exactDisplay = (micros: number): string => {
  const digits = Math.abs(micros).toString().padStart(7, '0')
  return `${micros < 0 ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
}

export const money = (micros: number) => ({ micros, display: display(micros) })
