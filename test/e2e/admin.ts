import { until } from '../worlds/loopback.ts'
import { ADMIN_KEY, type Program } from './program.ts'

/** What the admin API says of WhatsApp. */
export interface Link {
  readonly state: string
  readonly detail: string | null
  readonly qr: string | null
  readonly code: string | null
}

/** Calls the admin API for the WhatsApp account: `GET`, or `POST` to `pair` or `logout`. */
export async function whatsappLink(
  { url }: Pick<Program, 'url'>,
  action?: string,
  body?: object,
): Promise<Link> {
  const response = await fetch(`${url}/api/v1/channels/whatsapp${action ? `/${action}` : ''}`, {
    method: action ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return response.status === 204 ? whatsappLink({ url }) : ((await response.json()) as Link)
}

/** Resolves with what the admin API says once it fits. */
export async function linkShows(program: Program, fits: (link: Link) => boolean): Promise<Link> {
  let last: Link | undefined
  const look = async () => (last = await whatsappLink(program).catch(() => undefined))
  let looking: Promise<unknown> | null = null
  return until(
    () => {
      looking ??= look().finally(() => (looking = null))
      return last !== undefined && fits(last) && last
    },
    90_000,
    'the link to WhatsApp to change',
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it shows ${JSON.stringify(last)}\n${program.output()}`)
  })
}
