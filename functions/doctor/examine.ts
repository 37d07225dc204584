import { api } from '../../shared/contract/index.ts'
import { examine } from '../../shared/doctor/examine.ts'
import { handle } from '../handle.ts'

export default handle(api.doctor.examine, async (_, plane) => ({
  found: [...(await examine(plane))],
}))
