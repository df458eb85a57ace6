import { z } from '@hono/zod-openapi'
import { HolderName } from '../names.ts'

/** When, as the API tells it. */
export const Time = z.iso.datetime().openapi({ example: '2026-11-22T08:30:00.000Z' })
/** Milliseconds as ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString()

const Status = z.enum(['submitted', 'verified', 'returned', 'rejected', 'withdrawn'])
export const RegistrationNumber = z
  .string()
  .regex(/^NK-[0-9A-Za-z-]{1,20}$/, 'must be a registration number such as NK-7F3K-9Q2M')
  .openapi({ example: 'NK-7F3K-9Q2M' })
export const NumberParam = z.object({ number: RegistrationNumber })

/** A registration as lists show it. Names and NIKs are masked; `unmask` shows them, and is audited. */
export const Listed = z
  .object({
    number: z.string(),
    status: Status,
    businessName: z.string(),
    product: z.string(),
    ownerName: z.string().openapi({ example: 'S••• A•••••' }),
    nik: z.string().nullable().openapi({ example: '3510••••••••0003' }),
    sector: z.string(),
    class: z.enum(['micro', 'small', 'medium', 'large']),
    province: z.string(),
    regency: z.string(),
    district: z.string(),
    place: z.string().openapi({ example: 'Kabupaten Banyuwangi' }),
    yearStarted: z.int(),
    capital: z.int().openapi({ description: 'Whole rupiah' }),
    annualSales: z.int().openapi({ description: 'Whole rupiah' }),
    workers: z.int(),
    nib: z.string().nullable(),
    export: z.enum(['never', 'tried', 'regularly']),
    channel: z.string(),
    assignee: z.string().nullable().openapi({ description: 'The id of a person or a key' }),
    assigneeName: HolderName,
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('Registration')

export const Returned = z
  .object({ field: z.string(), reason: z.string() })
  .openapi('ReturnedField', { description: 'A field that the owner is asked to correct, and why' })

export const Detail = Listed.extend({ returned: z.array(Returned) }).openapi('RegistrationDetail')

/** What an officer may give back for correction: answers of the registration. */
export const RETURNABLE = [
  'ownerName',
  'nik',
  'businessName',
  'product',
  'sector',
  'province',
  'regency',
  'district',
  'yearStarted',
  'capital',
  'sales',
  'workers',
  'nib',
  'export',
] as const
