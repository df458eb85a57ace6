import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Server } from 'node:net'

/** Where every world listens. */
export const HOST = '127.0.0.1'

/** Starts a server on loopback, on a free port unless one is named, and gives the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, HOST, resolve)
  await promise
  return (server.address() as AddressInfo).port
}

/** Stops a server and cuts whoever is still connected. */
export async function shut(server: Server & { closeAllConnections?(): void }): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections?.()
  await closed
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage, limit = 120 * 1024 * 1024): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > limit) throw new Error('request too large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Waits until `look` gives something. */
export async function until<T>(
  look: () => T | undefined | false,
  timeoutMs: number,
  what: string,
): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`)
    await pause(10)
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Whole seconds since 1970. */
export const seconds = (): number => Math.floor(Date.now() / 1000)
