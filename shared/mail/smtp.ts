import { limits } from '../platform/limits.ts'
import type { Letter, Mailer } from './mail.ts'

/** Sends by SMTP: `smtps://user:password@host:465`, or `smtp://…:587`, which goes on encrypted where the server can. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = lazily(async () => {
    const { createTransport } = await import('nodemailer')
    const seconds = {
      connectionTimeout: limits.mailCallTimeoutMs,
      socketTimeout: limits.mailCallTimeoutMs,
    }
    return createTransport({ url, ...seconds })
  })
  return {
    async send(letter, id) {
      await (await transport()).sendMail(messageOf(letter, id, from))
    },
  }
}

/** As nodemailer wants it. Its id is ours, so that the same letter sent twice is one in a mailbox. */
export const messageOf = ({ to, subject, text }: Letter, id: string, from: string) => ({
  from,
  // An object, so that commas in an address make no second recipient.
  to: { name: '', address: to },
  subject,
  text,
  messageId: `<${id}@${from.replace(/^.*@|>$/g, '')}>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
})

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
