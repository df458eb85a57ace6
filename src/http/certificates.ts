import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Certificate, Certificates } from '../db/training/certificates.ts'
import { maskName } from '../db/registrations/registrations.ts'
import { certificatePdf } from './certificate-pdf.ts'
import { Problem, refuseFor } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'

export interface CertificateDependencies {
  readonly certificates: Certificates
  /** Where this process is found from outside, where that is known. */
  readonly publicUrl: string | undefined
}

const NUMBER = /^NKP-[0-9A-Z]{4}-[0-9A-Z]{4}$/
const triesPerCaller = { burst: 30, perSecond: 0.5 }

/** Whether a training certificate is real, for anybody who has its number; with its key, the whole name. */
export function certificateRoutes(
  { certificates, publicUrl }: CertificateDependencies,
  caller: (c: Context) => string,
  now: () => number = Date.now,
): Hono {
  const tries = createRateLimit(triesPerCaller)
  const routes = new Hono()
  routes.use(async (c, next) => {
    refuseFor(tries.take(caller(c)))
    await next()
    c.header('cache-control', 'no-store')
    c.header('x-robots-tag', 'noindex')
  })
  routes.get('/:file', async (c) => {
    const [, number = '', pdf] = /^(.*?)(\.pdf)?$/i.exec(c.req.param('file'))!
    const asked = number.toUpperCase()
    const certificate = NUMBER.test(asked) ? await certificates.find(asked, now()) : null
    if (!certificate) return c.html(unknown(asked), 404)
    const whole = opens(c.req.query('key') ?? '', certificate)
    if (!pdf) return c.html(page(certificate, whole))
    if (!whole) throw new Problem(403, 'Forbidden', 'The key of this certificate is missing or wrong.')
    const address = new URL(c.req.url)
    const checked = `${publicUrl ?? address.origin}/certificates/${asked}`
    return c.body(await certificatePdf(certificate, checked, daysOf(certificate)), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${asked}.pdf"`,
    })
  })
  return routes
}

function opens(given: string, { key }: Certificate): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const frame = (title: string, body: unknown) =>
  html`<!doctype html>
    <html lang="id">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
      </head>
      <body>
        ${body}
      </body>
    </html>`

function page(certificate: Certificate, whole: boolean) {
  const { number, name, title, agency } = certificate
  return frame(
    `Sertifikat ${number}`,
    html`<h1>Sertifikat pelatihan</h1>
      <p>✅ Sertifikat ini asli. <span lang="en">This certificate is real.</span></p>
      <dl>
        <dt>Nomor</dt>
        <dd>${number}</dd>
        <dt>Nama</dt>
        <dd>${whole ? name : maskName(name)}</dd>
        <dt>Pelatihan</dt>
        <dd>${title.id}</dd>
        <dt>Penyelenggara</dt>
        <dd>${agency?.id ?? '—'}</dd>
        <dt>Tanggal</dt>
        <dd>${daysOf(certificate)}</dd>
      </dl>`,
  )
}

const daysOf = ({ startsAt, endsAt, timeZone }: Certificate): string =>
  new Intl.DateTimeFormat('id-ID', { timeZone, dateStyle: 'long' }).formatRange(startsAt, endsAt)

const unknown = (number: string) =>
  frame(
    'Sertifikat tidak ditemukan',
    html`<h1>Sertifikat tidak ditemukan</h1>
      <p>
        ❌ Tidak ada sertifikat dengan nomor ${number}. <span lang="en">There is no such certificate.</span>
      </p>`,
  )
