import { html, raw } from 'hono/html'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { page } from './page.ts'

/** What somebody sees who enters the code of a terminal. The provider's own forms send it. */
export const devicePages = {
  async userCodeInputSource(context: KoaContextWithOIDC, form: string, _?: unknown, wrong?: Error) {
    context.body = await page(
      'Sign in on a device',
      html`<p>${wrong ? 'That code is wrong or was used. Try again.' : 'Enter the code it shows.'}</p>
        ${raw(form)}
        <p><button type="submit" form="op.deviceInputForm">Continue</button></p>`,
    )
  },

  async userCodeConfirmSource(
    context: KoaContextWithOIDC,
    form: string,
    _client: unknown,
    _device: unknown,
    code: string,
  ) {
    context.body = await page(
      'Is this your code?',
      html`<p>Your terminal shows it: <code>${code}</code></p>
        ${raw(form)}
        <p>
          <button type="submit" form="op.deviceConfirmForm" autofocus>Yes, sign in</button>
          <button form="op.deviceConfirmForm" name="abort" value="yes">No</button>
        </p>`,
    )
  },

  async successSource(context: KoaContextWithOIDC) {
    context.body = await page('You are signed in', html`<p>Go back to your terminal.</p>`)
  },
}
