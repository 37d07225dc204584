import { conform } from './conform.ts'

conform('docker')
