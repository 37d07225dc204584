/**
 * The key that a request shows, by its headers. API Gateway puts its own token into `Authorization` and moves the
 * caller's to `X-Forwarded-Authorization`.
 */
export function keyShown(header: (name: string) => string | undefined): string | undefined {
  const key = header('x-api-key')
  if (key) return key
  const authorization = header('x-forwarded-authorization') ?? header('authorization')
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
}
