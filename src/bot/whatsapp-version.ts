import { fetchLatestWaWebVersion, type WAVersion } from '@whiskeysockets/baileys'

/** WhatsApp Web's version of today, or the one that Baileys brings along when that cannot be had soon. */
export async function fetchVersion(): Promise<WAVersion> {
  const { version } = await fetchLatestWaWebVersion({ signal: AbortSignal.timeout(5000) })
  return version
}
