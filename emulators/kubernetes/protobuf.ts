import protobuf from 'protobufjs'
import * as z from 'zod'
import { Refusal } from './refusal.ts'

/** As much of Kubernetes' published messages as `kubectl create namespace` sends, which sends nothing else. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message TypeMeta { string apiVersion = 1; string kind = 2; }
  message Unknown { TypeMeta typeMeta = 1; bytes raw = 2; }
  message ObjectMeta {
    string name = 1;
    string generateName = 2;
    string namespace = 3;
    map<string, string> labels = 11;
    map<string, string> annotations = 12;
    repeated string finalizers = 14;
  }
  message Namespace { ObjectMeta metadata = 1; }
`)
const [Unknown, Namespace] = [root.lookupType('Unknown'), root.lookupType('Namespace')]

const Envelope = z.object({
  typeMeta: z.object({ apiVersion: z.string(), kind: z.string() }),
  raw: z.instanceof(Uint8Array),
})

/** What follows is an envelope that says which kind it holds. */
const magic = Buffer.from('k8s\0')

export function fromProtobuf(bytes: Buffer): object {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw unreadable('no Kubernetes message')
  const { typeMeta, raw } = Envelope.parse(Unknown.decode(bytes.subarray(magic.length)))
  if (typeMeta.kind !== 'Namespace') throw unreadable(`a ${typeMeta.kind} in protobuf: send JSON`)
  const { metadata } = Object(Namespace.toObject(Namespace.decode(raw), {}))
  const said = Object.entries(Object(metadata)).filter(([, value]) => value !== '')
  return { ...typeMeta, metadata: Object.fromEntries(said) }
}

const unreadable = (what: string) =>
  new Refusal(415, 'UnsupportedMediaType', `not emulated: ${what}`)
