import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Mailer } from './mail.ts'
import { messageOf } from './smtp.ts'

/** Puts letters into a folder, as any mail program reads them, in place of sending them: for one's own machine. */
export function folderMailer(directory: string, from: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  return {
    async send(letter, id) {
      const { message } = await transport.sendMail(messageOf(letter, id, from))
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const file = join(directory, `${id}.eml`)
      await writeFile(`${file}.new`, message, { mode: 0o600 })
      await rename(`${file}.new`, file)
    },
  }
}
