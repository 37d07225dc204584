import * as z from 'zod'
import type { Volume } from '../template.ts'

/** A volume as Knative's v1 has it: a bucket is one of a driver's, and memory is a word. */
export const KnativeVolume = z.strictObject({
  name: z.string(),
  emptyDir: z
    .strictObject({ medium: z.literal('Memory').optional(), sizeLimit: z.string().optional() })
    .optional(),
  nfs: z
    .strictObject({
      server: z.string(),
      path: z.string().startsWith('/'),
      readOnly: z.boolean().optional(),
    })
    .optional(),
  csi: z
    .strictObject({
      driver: z.literal('gcsfuse.run.googleapis.com'),
      readOnly: z.boolean().optional(),
      volumeAttributes: z.strictObject({
        bucketName: z.string(),
        mountOptions: z.string().optional(),
      }),
    })
    .optional(),
})
type KnativeVolume = z.output<typeof KnativeVolume>

export function volumeViewOf({ name, emptyDir, nfs, gcs }: Volume): KnativeVolume {
  if (nfs) return { name, nfs }
  if (!gcs) return { name, emptyDir: { ...emptyDir, medium: 'Memory' } }
  const { bucket: bucketName, mountOptions, readOnly } = gcs
  return {
    name,
    csi: {
      driver: 'gcsfuse.run.googleapis.com',
      ...(readOnly && { readOnly }),
      volumeAttributes: {
        bucketName,
        ...(mountOptions && { mountOptions: mountOptions.join(',') }),
      },
    },
  }
}

export function volumeIn({ name, emptyDir, nfs, csi }: KnativeVolume): Volume {
  if (nfs) return { name, nfs }
  if (!csi) return { name, emptyDir: { ...emptyDir, medium: 'MEMORY' } }
  const { bucketName: bucket, mountOptions } = csi.volumeAttributes
  return {
    name,
    gcs: {
      bucket,
      ...(csi.readOnly && { readOnly: csi.readOnly }),
      ...(mountOptions && { mountOptions: mountOptions.split(',') }),
    },
  }
}
