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
  const path = `/channels/whatsapp${action ? `/${action}` : ''}`
  return (await callApi<Link | null>({ url }, action ? 'POST' : 'GET', path, body)) ?? whatsappLink({ url })
}

/** Calls the API as an admin, about a version where one is given; null where it has nothing to tell. */
export async function callApi<T>(
  { url }: Pick<Program, 'url'>,
  method: string,
  path: string,
  body?: object,
  version?: number,
): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (response.status === 204 ? null : await response.json()) as T
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
