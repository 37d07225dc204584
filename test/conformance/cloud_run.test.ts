import { conform } from './conform.ts'

conform('cloud_run')
