import { conform } from './conform.ts'

conform('gke')
