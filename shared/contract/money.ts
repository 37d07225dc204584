/** Micro-credits as people read them, without losing one: `1.50`, `0.000123`. */
export function display(micros: number): string {
  const digits = Math.abs(micros).toString().padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '')
  return `${micros < 0 ? '-' : ''}${digits.slice(0, -6)}.${fraction}`
}

export const money = (micros: number) => ({ micros, display: display(micros) })
