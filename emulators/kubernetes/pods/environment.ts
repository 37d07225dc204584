import { environment as machine } from '../../../shared/providers/local/wrapper.ts'
import type { Cluster } from '../cluster.ts'
import { contentOf, fieldOf, NotYet, type Source } from './fields.ts'
import type { Container, EnvironmentVariable, Pod } from './spec.ts'

/** What a container's processes find in their environment: later names hide earlier ones. */
export function environmentOf(
  cluster: Cluster,
  pod: Pod,
  container: Container,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {
    PATH: machine.PATH,
    HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
    HOME: '/root',
    ...(container.tty ? { TERM: 'xterm' } : {}),
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
  }
  for (const { prefix, configMapRef, secretRef } of container.envFrom) {
    for (const [source, reference] of [
      ['ConfigMap', configMapRef],
      ['Secret', secretRef],
    ] as const) {
      if (!reference) continue
      const content = contentOf(cluster, pod, source, {
        name: reference.name,
        isOptional: reference.optional ?? false,
      })
      for (const [key, value] of content ?? []) found[prefix + key] = value.toString()
    }
  }
  for (const variable of container.env) {
    const value = variableOf(cluster, pod, container, variable)
    if (value !== undefined) found[variable.name] = expanded(value, found)
  }
  return found
}

/** `$(NAME)` is the variable's value and `$$(NAME)` is itself; what there is not stays as it is written. */
export const expanded = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$(\$)?\(([\w.-]+)\)/g, (whole, isEscaped, name) =>
    isEscaped ? whole.slice(1) : (variables[name] ?? whole),
  )

function variableOf(
  cluster: Cluster,
  pod: Pod,
  container: Container,
  { value = '', valueFrom }: EnvironmentVariable,
): string | undefined {
  if (!valueFrom) return value
  const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom
  if (fieldRef) return fieldOf(pod, fieldRef.fieldPath)
  if (resourceFieldRef) return quantityOf(container, resourceFieldRef.resource)
  if (configMapKeyRef) return keyIn(cluster, pod, 'ConfigMap', configMapKeyRef)
  if (secretKeyRef) return keyIn(cluster, pod, 'Secret', secretKeyRef)
  return ''
}

const quantityOf = ({ resources }: Container, path: string) => {
  const [list, name = ''] = path.split('.')
  return (list === 'limits' ? resources.limits : resources.requests)[name] ?? '0'
}

function keyIn(
  cluster: Cluster,
  pod: Pod,
  source: Source,
  {
    name,
    key,
    optional: isOptional = false,
  }: { name: string; key: string; optional?: boolean | undefined },
): string | undefined {
  const value = contentOf(cluster, pod, source, { name, isOptional })?.get(key)
  if (value) return value.toString()
  if (isOptional) return undefined
  throw new NotYet(
    'CreateContainerConfigError',
    `couldn't find key ${key} in ${source} ${pod.metadata.namespace}/${name}`,
  )
}
