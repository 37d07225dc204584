import { conform } from './conform.ts'

conform('local')
