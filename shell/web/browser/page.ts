/** What the page has by this id. It was written for this script, so it is there. */
export function element(id: string): HTMLElement
export function element<T extends HTMLElement>(id: string, kind: abstract new () => T): T
export function element(id: string, kind: abstract new () => HTMLElement = HTMLElement) {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${id}`)
}
