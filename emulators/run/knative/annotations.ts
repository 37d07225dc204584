/** What Knative's v1 has no field for, where v2 has one. */
const cloudRun = 'run.googleapis.com'
export const cpuThrottling = `${cloudRun}/cpu-throttling`
export const startupBoost = `${cloudRun}/startup-cpu-boost`
export const generation = `${cloudRun}/execution-environment`
