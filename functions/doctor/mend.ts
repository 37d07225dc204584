import { api } from '../../shared/contract/index.ts'
import { mend } from '../../shared/doctor/mend.ts'
import { handle } from '../handle.ts'

export default handle(api.doctor.mend, async (_, plane) => {
  const { found, left } = await mend(plane)
  return { found: [...found], left: [...left] }
})
