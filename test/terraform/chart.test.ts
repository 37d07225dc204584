import { type KubernetesObject, loadAllYaml } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { render, renderChart } from '../../tools/chart.ts'

const kindsIn = (manifest: string) =>
  loadAllYaml(manifest).map((object: KubernetesObject) => object.kind)

test('the chart as it is makes all there is to make', () => {
  expect(kindsIn(renderChart()).toSorted()).toEqual([
    'ClusterRole',
    'ClusterRoleBinding',
    'Namespace',
    'NetworkPolicy',
    'ResourceQuota',
    'ServiceAccount',
  ])
})

test('what is switched off is not there, and what is named is called so everywhere', () => {
  const manifest = renderChart({
    namespace: 'lab',
    serviceAccount: 'plane',
    forward: false,
    shares: false,
    isolate: false,
  })
  expect(manifest).not.toMatch(/portforward|persistentvolume|NetworkPolicy|\{\{/)
  const [role] = loadAllYaml(manifest).filter(
    ({ kind }: KubernetesObject) => kind === 'ClusterRoleBinding',
  )
  expect(role).toMatchObject({
    roleRef: { name: 'plane-sessions' },
    subjects: [{ kind: 'ServiceAccount', name: 'plane', namespace: 'lab' }],
  })
})

test.each([
  ['a function', 'name: {{ .Values.name | quote }}'],
  ['a value that is not there', 'name: {{ .Values.nmae }}'],
  ['a condition without its end', 'name: x\n{{- if .Values.name }}\n'],
])('%s in the chart is refused, since it would not be what Helm makes', (_, template) => {
  expect(() => render(template, { name: 'x' })).toThrow(/the chart/)
})
