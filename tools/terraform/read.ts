import type { Attribute, Block, Nested, Type } from '../../emulators/terraform/schema.ts'

/**
 * Reads a resource's schema out of the TypeScript that CDK for Terraform generated of it: above each property stands a
 * comment with its name in Terraform and whether it is computed, optional or required.
 */
export function readSchema(source: string, resource: string): Block {
  const classes = new Map(
    source
      .split(/^export class /m)
      .slice(1)
      .map((text) => [/^\w+/.exec(text)?.[0] ?? '', text]),
  )
  const root = [...classes].find(([, text]) => text.includes(`tfResourceType = "${resource}"`))
  if (!root) throw new Error(`no class is of ${resource}`)
  return blockOf(root[1], classes)
}

type Classes = ReadonlyMap<string, string>

function blockOf(text: string, classes: Classes): Block {
  const attributes: Record<string, Attribute> = {}
  const blocks: Record<string, Nested> = {}
  for (const [, name = '', computed, optional, required, body = ''] of text.matchAll(property)) {
    const is = {
      ...(required === 'true' ? { required: true as const } : {}),
      ...(optional === 'true' ? { optional: true as const } : {}),
      ...(computed === 'true' ? { computed: true as const } : {}),
      ...(name.endsWith('_wo') ? { writeOnly: true as const } : {}),
    }
    const child = /= new ([\w.]+)\(this, "\w+"(?:, (true|false))?\)/.exec(body)
    const [, className = '', isSet] = child ?? []
    const isStructure = classes.has(className)
    if (isStructure && (is.required || is.optional)) {
      const isMany = className.endsWith('List') || name === 'timeouts'
      const block = blockOf(elementOf(className, classes), classes)
      blocks[name] = {
        nesting: name === 'timeouts' ? 'single' : isSet === 'true' ? 'set' : 'list',
        ...(is.required ? { min: 1 } : {}),
        ...(isMany ? {} : { max: 1 }),
        block,
      }
    } else if (isStructure) {
      const { attributes: inner } = blockOf(elementOf(className, classes), classes)
      const fields = Object.entries(inner).map(([key, { type }]) => [key, type] as const)
      attributes[name] = {
        type: [isSet === 'true' ? 'set' : 'list', ['object', Object.fromEntries(fields)]],
        ...is,
      }
    } else {
      attributes[name] = { type: simple(name, className, body), ...is }
    }
  }
  return { attributes, blocks }
}

const property =
  /\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n([\s\S]*?)(?=\n\s+\/\/ \w+ - computed|\n {2}\/\/ =====|\n}\n)/g

/** A list's class says in its `get` what it is a list of. */
function elementOf(className: string, classes: Classes): string {
  const text = classes.get(className) ?? ''
  const element = /public get\(index: number\): (\w+)/.exec(text)?.[1]
  return element ? (classes.get(element) ?? '') : text
}

function simple(name: string, className: string, body: string): Type {
  if (className === 'cdktf.StringMap' || /_\w+\??: \{ \[key: string\]: string \}/.test(body)) {
    return ['map', 'string']
  }
  if (className === 'cdktf.BooleanMap') return ['map', 'bool']
  if (className === 'cdktf.NumberMap') return ['map', 'number']
  const collection = body.includes('Fn.tolist(') ? 'set' : 'list'
  if (body.includes('getListAttribute(')) return [collection, 'string']
  if (body.includes('getNumberListAttribute(')) return [collection, 'number']
  if (body.includes('getNumberAttribute(')) return 'number'
  if (body.includes('getBooleanAttribute(')) return 'bool'
  if (body.includes('getStringAttribute(')) return 'string'
  throw new Error(`the type of ${name} is not understood:\n${body}`)
}
