import type { ProviderName } from '../contract/session.ts'
import type { PriceList, ProviderPrices } from './list.ts'

const figure = (nanos: number, source: string) => ({ nanos, source })
const none = (source: string) => figure(0, source)

const ours = "chosen by us: it runs on the deployment's own machine"
const cloudRun = 'cloud.google.com/run/pricing, instance-based billing, tier 1'
const autopilot = 'cloud.google.com/kubernetes-engine/pricing, Autopilot, general purpose'
const workstations = 'cloud.google.com/workstations/pricing'
const e2 = 'cloud.google.com/compute/vm-instance-pricing, E2'
const storage = 'cloud.google.com/storage/pricing, one region, a GiB-month'

/**
 * The price list of a deployment that has none of its own yet. Cloud figures are Google's list prices in
 * us-central1 as known in November 2026; what is chosen by us says so.
 */
export const shipped: PriceList & { providers: Record<ProviderName, ProviderPrices> } = {
  version: '2026-11-01',
  effective_from: '1970-01-01T00:00:00.000Z',
  providers: {
    local: {
      vcpu_hour: figure(40_000_000, ours),
      gib_hour: figure(5_000_000, ours),
      machine_hour: none(ours),
      gpu_hour: null,
      start_fee: none(ours),
    },
    docker: {
      vcpu_hour: figure(40_000_000, ours),
      gib_hour: figure(5_000_000, ours),
      machine_hour: none(ours),
      gpu_hour: null,
      start_fee: none(ours),
    },
    cloud_run: {
      vcpu_hour: figure(64_800_000, `${cloudRun}: $0.000018 a vCPU-second`),
      gib_hour: figure(7_200_000, `${cloudRun}: $0.000002 a GiB-second`),
      machine_hour: none(cloudRun),
      gpu_hour: figure(672_120_000, `${cloudRun}: L4, in one zone, $0.0001867 a second`),
      start_fee: none(`${cloudRun}: no fee for a request or a start`),
    },
    gke: {
      vcpu_hour: figure(44_500_000, `${autopilot}: $0.0445 a vCPU-hour`),
      gib_hour: figure(4_922_500, `${autopilot}: $0.0049225 a GiB-hour`),
      machine_hour: none(`${autopilot}: the cluster's own $0.10 an hour is not for sessions`),
      gpu_hour: null,
      start_fee: none(autopilot),
    },
    workstations: {
      vcpu_hour: figure(71_811_590, `${e2}: $0.02181159; ${workstations}: $0.05 to manage it`),
      gib_hour: figure(2_923_530, `${e2}: $0.00292353 a GiB-hour`),
      machine_hour: figure(
        100_000_000,
        `chosen by us: half of a control plane's $0.20 an hour (${workstations})`,
      ),
      gpu_hour: null,
      start_fee: none(workstations),
    },
  },
  storage_gib_month: {
    standard: figure(20_000_000, `${storage}: $0.020`),
    nearline: figure(10_000_000, `${storage}: $0.010`),
    coldline: figure(4_000_000, `${storage}: $0.004`),
    archive: figure(1_200_000, `${storage}: $0.0012`),
  },
  egress_gib: figure(
    120_000_000,
    'cloud.google.com/vpc/network-pricing, premium, first TiB: $0.12',
  ),
}
