import { newSecret } from '../../shared/platform/ids.ts'

/**
 * Values for the secrets that a deployment cannot do without. They are offered at each deployment and taken where there is no version
 * yet: what is there stays as it is.
 */
export const freshSecrets = () => ({
  ONMEMOS_SESSION_SECRET: newSecret(),
  ONMEMOS_INTERNAL_API_KEY: `onmadmin_${newSecret()}`,
})
