import { servedGrpc } from '../kit/grpc.ts'
import { keptIn } from '../kit/kept.ts'
import { type Served, served } from '../kit/served.ts'
import { Steering } from '../kit/steering.ts'
import { schedulerApp } from './app.ts'
import { Clockwork } from './clockwork.ts'
import { State } from './job.ts'
import { findJob } from './jobs.ts'
import { type Outward, send } from './send.ts'
import { realTime, type Time } from './time.ts'

export interface SchedulerOptions extends Outward {
  readonly time?: Time
  /** State is kept there, if it is named. */
  readonly file?: string
  readonly port?: number
  readonly grpcPort?: number
}

export interface Scheduler extends Served {
  /** Where the same jobs are over gRPC. */
  readonly grpcUrl: string
  readonly steering: Steering
  /** Calls nothing any more, and resolves when what was being called has answered. */
  close(): Promise<void>
}

/** Cloud Scheduler on loopback: it calls the jobs it is given at their times. */
export async function openScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { time = realTime, file, port, grpcPort } = options
  const { state, save } = keptIn(State, file)
  const clockwork: Clockwork = new Clockwork(
    time,
    async (name, scheduled, signal) => send(findJob(ground, name), scheduled, signal, options),
    save,
  )
  const ground = { state, clock: time, clockwork }
  for (const job of Object.values(state.jobs)) clockwork.follow(job)
  const steering = new Steering()
  const front = await served(schedulerApp(ground, steering, save), port)
  const grpc = await servedGrpc(front.url, {
    protos: '@google-cloud/scheduler/build/protos/protos.json',
    services: ['google.cloud.scheduler.v1.CloudScheduler'],
    ...(grpcPort === undefined ? {} : { port: grpcPort }),
  })
  return {
    url: front.url,
    grpcUrl: grpc.url,
    steering,
    async close() {
      await Promise.all([front.close(), grpc.close()])
      await clockwork.stop()
    },
  }
}
