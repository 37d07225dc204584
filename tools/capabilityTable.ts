import { capabilityNames } from '../shared/contract/providers.ts'
import { backends } from '../shared/contract/topics.ts'
import { can, capabilities } from '../shared/providers/capabilities.ts'

/** The capability matrix as a page: a line a capability, a column a backend, and below the reason of each no. */
export const capabilityTable = (): string =>
  [
    '# What each backend can do',
    '',
    'Computed from `shared/providers/capabilities.ts` by `npm run derive`. Each yes is proven by the case of its name in',
    '`test/conformance`; each no is refused with `unsupported` where it can be asked for, and its reason is said.',
    '',
    row(['capability', ...backends]),
    row(['---', ...backends.map(() => '---')]),
    ...capabilityNames.map((name) =>
      row([`\`${name}\``, ...backends.map((backend) => (can(backend, name) ? 'yes' : 'no'))]),
    ),
    ...backends.flatMap((backend) => [
      '',
      `## What \`${backend}\` cannot do`,
      '',
      ...noes(backend),
    ]),
    '',
  ].join('\n')

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

const noes = (backend: (typeof backends)[number]) =>
  capabilityNames.flatMap((name) => {
    const able = capabilities[backend][name]
    return able === true ? [] : [`- \`${name}\`: ${able.unsupported}.`]
  })
