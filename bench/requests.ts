import { firstAnswer } from './kit/answers.ts'
import type { Bench } from './kit/bench.ts'
import { startCloud } from './kit/cloud.ts'
import {
  bundled,
  deployed,
  framework,
  type Program,
  probe,
  serverPath,
  settings,
  start,
} from './kit/functions.ts'
import { interleaved } from './kit/interleave.ts'
import { load, type Target } from './kit/load.ts'
import { cpuMsOf } from './kit/process.ts'
import { median } from './kit/stats.ts'
import { atMost, perSecond, times } from './kit/table.ts'

const connections = 16

/** A checked, authenticated GET, in the gateway and in the framework, against servers that do nothing. */
export const requests: Bench = {
  summary: 'requests per second and server CPU of an authenticated GET, against bare node:http',
  async run(run) {
    const cloud = await startCloud(run, 'direct')
    const id = await cloud.create()
    const BODY = await cloud.look(id)
    const env = { ...settings('onmemos-local', cloud.firestoreHost), BODY }
    const folder = await bundled(run, [probe, deployed('sessions-get')])
    const { headers } = cloud

    const server = async (program: Program, path: string) => {
      const { port, child } = await start(run, { ...program, env })
      const answer = await firstAnswer(`http://127.0.0.1:${port}${path}`, headers)
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
      return { pid: child.pid, target: { port, path, headers, status: 200 } }
    }
    const probePath = '/v1/probes/any'
    const sessionPath = `/v1/sessions/${id}`
    const gatewayPort = Number(new URL(cloud.publicUrl).port)
    const servers = {
      bare: await server({ args: [serverPath('bare.cjs')] }, '/'),
      gateway: await server(
        { args: ['--import', 'tsx', serverPath('probeGateway.ts')] },
        probePath,
      ),
      gatewayRead: {
        pid: cloud.pid,
        target: { port: gatewayPort, path: sessionPath, headers, status: 200 },
      },
      hello: await server(framework('hello', serverPath('hello.cjs')), '/'),
      framework: await server(framework('probe', folder('probe')), probePath),
      frameworkRead: await server(framework('sessions-get', folder('sessions-get')), sessionPath),
    }
    const measure = (name: keyof typeof servers, count: number) => () => asked(servers[name], count)
    const measured = await interleaved(run.rounds(10), {
      bare: measure('bare', 10_000),
      gateway: measure('gateway', 5_000),
      gatewayRead: measure('gatewayRead', 1_000),
      hello: measure('hello', 3_000),
      framework: measure('framework', 3_000),
      frameworkRead: measure('frameworkRead', 1_000),
    })

    const figures = (name: keyof typeof servers) => ({
      cpu: median(measured[name].map(({ cpuMicros }) => cpuMicros)),
      rate: median(measured[name].map(({ rate }) => rate)),
    })
    const bare = figures('bare')
    const hello = figures('hello')
    const row = (what: string, name: keyof typeof servers, aim = (_: number, __: number) => '') => {
      const { cpu, rate } = figures(name)
      return [
        what,
        `${cpu.toFixed(0)} µs`,
        times(cpu / bare.cpu),
        times(cpu / hello.cpu),
        perSecond(rate),
        times(rate / bare.rate),
        aim(cpu / bare.cpu, cpu / hello.cpu),
      ]
    }
    return [
      {
        title: `GET with a key, ${connections} connections, each server in its own process`,
        head: ['', 'CPU/request', '÷ bare', '÷ framework', 'rate', '÷ bare', 'aim'],
        rows: [
          row('bare node:http, same bytes', 'bare'),
          row('gateway: key and checks', 'gateway', (toBare) => atMost(1.3, toBare)),
          row('gateway: GET session', 'gatewayRead'),
          row('framework hello, same bytes', 'hello'),
          row('framework: key and checks', 'framework', (_, toHello) => atMost(1.15, toHello)),
          row('framework: GET session', 'frameworkRead'),
        ],
        notes: ["CPU is the server's own; what Firestore uses of it is in another process."],
      },
    ]
  },
}

async function asked({ pid, target }: { pid: number; target: Target }, count: number) {
  const before = cpuMsOf(pid)
  const took = await load(target, connections, count)
  return { cpuMicros: ((cpuMsOf(pid) - before) * 1_000) / count, rate: (count * 1_000) / took }
}
