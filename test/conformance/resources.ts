/** What a session of the suite asks for. */
export const resources = { cpu_millis: 1_000, memory_mb: 256, disk_mb: 64 }
