import type { Store } from '../terraform/store.ts'
import { textIn } from '../terraform/values.ts'

/** Where each service of Cloud Run is, by its name, as far as it was applied. */
export const addressOf = (store: Store, name: string): string | undefined => {
  const service = store
    .all('google_cloud_run_v2_service')
    .find(({ fields }) => textIn(fields, 'name') === name)
  return service && textIn(service.fields, 'uri')
}
