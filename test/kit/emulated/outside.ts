/**
 * The edge of a process: whatever it asks of Firestore, a backend, an agent or a topic passes here, named.
 * A test decides what becomes of it: it may be late, refused, or the last thing this process does.
 */
export type Outside = <T>(what: string, effect: () => T) => Promise<T>

/** All goes well. */
export const calm: Outside = async (_, effect) => effect()

/** A process that does what it likes until its n-th step outside, or its first of that name, and nothing ever after. */
export function cutAt(step: number | RegExp, when: 'before' | 'after') {
  const steps: string[] = []
  let isDead = false
  let die = () => {}
  const died = new Promise<void>((resolve) => {
    die = resolve
  })
  const outside: Outside = async (what, effect) => {
    if (isDead) return never()
    steps.push(what)
    const isLast = step instanceof RegExp ? step.test(what) : steps.length === step
    if (!isLast || when === 'after') {
      const result = effect()
      if (!isLast) return result
    }
    isDead = true
    die()
    return never()
  }
  return { outside, died, steps }
}

/** Nobody is there any more to go on. One for each that waits: a shared one would keep them all in memory. */
const never = () => new Promise<never>(() => undefined)
