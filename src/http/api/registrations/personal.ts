import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { NumberParam } from './schemas.ts'
import { notFound } from '../refusals.ts'

const unmask = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{number}/unmask',
    tags: ['Personal data'],
    summary: 'See name, NIK and phone numbers as they are; written to the audit log',
    request: {
      params: NumberParam,
      body: body(z.strictObject({ reason: z.string().trim().min(3).max(300) })),
    },
    responses: {
      200: json(
        'The personal fields',
        z.object({ ownerName: z.string(), nik: z.string().nullable(), phones: z.array(z.string()) }),
      ),
    },
  },
)

const lookup = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/lookup',
    tags: ['Personal data'],
    summary: 'Find the registration of a NIK; written to the audit log, without the NIK',
    request: { body: body(z.strictObject({ nik: z.string().regex(/^\d{16}$/, 'must be 16 digits') })) },
    responses: { 200: json('Its number', z.object({ number: z.string() })) },
  },
)

/** What is sealed, shown to officers who say why. The audit is written before anything is read. */
export function personalRoutes({ registrations, audit }: Office): OpenAPIHono {
  const routes = newRoutes()

  routes.openapi(unmask, async (c) => {
    const { number } = c.req.valid('param')
    if (!(await registrations.byNumber(c.get('scope'), number))) throw notFound('registration')
    await audit.append({
      actor: c.get('keyHolder').id,
      action: 'registration.unmasked',
      subject: number,
      detail: { reason: c.req.valid('json').reason, requestId: c.get('requestId') },
    })
    const revealed = await registrations.reveal(c.get('scope'), number)
    if (!revealed) throw notFound('registration')
    return c.json({ ...revealed, phones: [...revealed.phones] }, 200)
  })

  routes.openapi(lookup, async (c) => {
    const actor = c.get('keyHolder').id
    await audit.append({
      actor,
      action: 'nik.lookedUp',
      subject: null,
      detail: { requestId: c.get('requestId') },
    })
    const number = await registrations.byNik(c.get('scope'), c.req.valid('json').nik)
    if (number === null) throw notFound('registration')
    return c.json({ number }, 200)
  })
  return routes
}
