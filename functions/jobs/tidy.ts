import { tidy } from '../../shared/archives/tidy.ts'
import { settleBuckets } from '../../shared/storage/settle.ts'
import { job } from '../tick.ts'

export default job(async (plane) => ({ ...(await tidy(plane)), ...(await settleBuckets(plane)) }))
