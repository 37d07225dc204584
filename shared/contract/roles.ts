import { type Scope, scopes } from './route.ts'

/** What a user may be in an account, the most powerful first. */
export const roles = ['owner', 'admin', 'member', 'billing', 'viewer'] as const
export type Role = (typeof roles)[number]

/** What each role may do. A passport may do no more than its user's role, now and not when it was made. */
export const scopesOf: Readonly<Record<Role, readonly Scope[]>> = {
  owner: scopes,
  admin: scopes.filter((scope) => scope !== 'billing:write'),
  member: [
    'sessions:read',
    'sessions:write',
    'workspaces:read',
    'billing:read',
    'account:read',
    'members:read',
    'keys:read',
    'keys:write',
  ],
  billing: ['billing:read', 'billing:write', 'account:read', 'members:read'],
  viewer: ['sessions:read', 'workspaces:read', 'billing:read', 'account:read', 'members:read'],
}
