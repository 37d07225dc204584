import { createHmac } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'

/** Keeps text where only this deployment can read it. */
export interface Vault {
  seal(text: string): Promise<string>
  /** Throws where the text was sealed by another key, or changed since. */
  open(sealed: string): Promise<string>
  /** Equal for equal texts, and of no use for guessing them. */
  fingerprint(text: string): string
}

/** `key`: 32 bytes. */
export const vaultOf = (key: Uint8Array): Vault => ({
  seal: (text) =>
    new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(key),
  async open(sealed) {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return new TextDecoder().decode(plaintext)
  },
  fingerprint: (text) => createHmac('sha256', key).update(text).digest('hex'),
})
