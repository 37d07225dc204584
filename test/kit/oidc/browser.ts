/** As much of a browser as signing in needs: it follows redirects, keeps cookies, and sends forms. */
export function newBrowser() {
  const jars = new Map<string, Map<string, string>>()

  function jarOf(url: URL) {
    const jar = jars.get(url.host) ?? new Map<string, string>()
    jars.set(url.host, jar)
    return jar
  }

  async function ask(url: URL, init: RequestInit = {}): Promise<Response> {
    const jar = jarOf(url)
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  /** The first page, or the first redirect to an address that begins with `until`. */
  async function visit(address: string | URL, until: string, init: RequestInit = {}) {
    let url = new URL(address)
    let response = await ask(url, init)
    for (let hops = 0; hops < 20; hops += 1) {
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || !location) break
      await response.body?.cancel()
      url = new URL(location, url)
      if (url.href.startsWith(until)) return { url, response: null }
      response = await ask(url)
    }
    return { url, response }
  }

  /** Sends the form of a page, with more fields. */
  function send(page: { url: URL; html: string }, more: Readonly<Record<string, string>>) {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.html)?.[1] ?? page.url.href
    const hidden = [...page.html.matchAll(/<input[^>]* name="([^"]+)" value="([^"]*)"/g)]
    const fields = hidden.map(([, name = '', value = '']) => [name, value])
    const body = new URLSearchParams({ ...Object.fromEntries(fields), ...more })
    return visit(new URL(action, page.url), 'none:', { method: 'POST', body })
  }

  return { visit, send }
}

/** Enters the code of a device, says yes, and who one is where that is asked; answers the last page. */
export async function enterCode(
  verificationUri: string,
  who: Readonly<Record<string, string>> = {},
): Promise<string> {
  const browser = newBrowser()
  let { url, response } = await browser.visit(verificationUri, 'none:')
  for (let pages = 0; pages < 5; pages += 1) {
    const html = (await response?.text()) ?? ''
    if (!html.includes('<form')) return html
    const next = await browser.send({ url, html }, { confirm: 'yes', ...who })
    url = next.url
    response = next.response
  }
  throw new Error('the device flow does not end')
}
