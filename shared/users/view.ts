import type * as z from 'zod'
import type { User as View } from '../contract/users.ts'
import type { User } from './user.ts'

export const viewUser = ({ id, ...user }: User): z.output<typeof View> => ({ user_id: id, ...user })
