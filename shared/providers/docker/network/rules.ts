import type { Bridge } from './bridge.ts'

/**
 * What a box on the bridge reaches, for the machine that the bridge is on: the internet, and nothing of that machine nor of
 * any private network; and nobody reaches a box. A table of our own, so that it holds whatever rules others set: what one table
 * drops no other brings back. Told again it takes the place of itself in one step.
 */
export const outsideRules = ({ device, subnet }: Bridge): string => {
  const table = `inet onmemos_${device.replace(/\W/g, '_')}`
  return `
table ${table}
delete table ${table}
table ${table} {
  chain input {
    type filter hook input priority filter - 10
    iifname "${device}" drop
  }
  chain forward {
    type filter hook forward priority filter - 10
    iifname "${device}" meta nfproto != ipv4 drop
    iifname "${device}" ip daddr { ${notTheInternet.join(', ')} } drop
    oifname "${device}" ct state != { established, related } drop
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    ip saddr ${subnet} oifname != "${device}" masquerade
  }
}
`
}

/** In the box's own namespace: the daemon's resolver, on every network of this kind, knows the names of all who are on it. */
export const insideRules = `
table ip onmemos
delete table ip onmemos
table ip onmemos {
  chain output {
    type filter hook output priority raw - 10
    ip daddr 127.0.0.11 drop
  }
}
`

/** Private, link-local (where metadata servers are), shared, reserved for documents and tests, or no single machine's. */
const notTheInternet = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]
