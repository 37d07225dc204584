import { status as grpc } from '@grpc/grpc-js'
import type { Job } from './job.ts'

/** What a target answered, in the codes that a job's `status` has. */
export const statusOf = (http: number): Required<Job>['status'] =>
  http >= 200 && http <= 299 ? {} : { code: codes[http] ?? grpc.UNKNOWN }

const codes: Readonly<Record<number, number>> = {
  400: grpc.INVALID_ARGUMENT,
  401: grpc.UNAUTHENTICATED,
  403: grpc.PERMISSION_DENIED,
  404: grpc.NOT_FOUND,
  409: grpc.ABORTED,
  429: grpc.RESOURCE_EXHAUSTED,
  499: grpc.CANCELLED,
  500: grpc.INTERNAL,
  501: grpc.UNIMPLEMENTED,
  503: grpc.UNAVAILABLE,
  504: grpc.DEADLINE_EXCEEDED,
}
