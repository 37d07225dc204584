import type { FaultCode } from '../contract/faults.ts'
import { Fault } from '../platform/faults.ts'
import type { Holder } from './holder.ts'

/** A key that is proven and let in no more. Whose it is the audit log tells; who shows it is told nothing of that. */
export class Refusal extends Fault {
  readonly holder: Holder

  constructor(holder: Holder, code: FaultCode, detail: string) {
    super(code, detail)
    this.holder = holder
  }
}
