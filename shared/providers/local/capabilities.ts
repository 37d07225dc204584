/**
 * What the agent may do as the box's root, and its commands never: run them as the session's user, end them,
 * give that user its directories, and enter any directory to start a command there.
 */
export const capabilities = ['setuid', 'setgid', 'kill', 'chown', 'dac_override'] as const
