import { html, raw } from 'hono/html'

type Html = ReturnType<typeof html>

/** A page of the identity provider. It needs nothing of another host. */
export const page = async (title: string, body: Html): Promise<string> =>
  String(
    await html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <style>
      ${raw(style)}
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`,
  )

const style = `
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: #f3f4f6; color: #1c1f26 }
  main { width: min(24em, 100% - 2em); margin: 12vh auto 0; padding: 1.5em; background: #fff;
    border-radius: 10px; box-shadow: 0 1px 6px #0002 }
  h1 { margin: 0 0 0.5em; font-size: 1.3em }
  form { display: grid; gap: 0.6em }
  input, button { font: inherit; padding: 0.6em 0.8em; border: 1px solid #b8bdc9; border-radius: 6px;
    background: #fff; text-align: left }
  button[type=submit] { background: #2757c9; border-color: #2757c9; color: #fff; text-align: center }
  code { font-size: 1.5em }
  small { color: #5b6170 }
`
