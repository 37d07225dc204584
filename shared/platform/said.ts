/** What of a wish is said: without the fields that are undefined, which would overwrite what they are spread over. */
export const said = <T extends object>(wish: T) =>
  // The compiler does not follow fields through entries.
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Said<T>

type Said<T> = { [K in keyof T]: Exclude<T[K], undefined> }
