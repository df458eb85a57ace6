import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpServer {
  /** Where it can be reached from this machine. */
  readonly url: string
  /** Takes no more requests and resolves when those in hand are answered. */
  close(): Promise<void>
}

/** Nothing can listen there. */
class CannotListen extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'CannotListen'
  }
}

/** Listens; rejects with CannotListen where the port or the address is not to be had. */
export async function listen(app: Hono, { host, port }: { host: string; port: number }): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    createServer,
    serverOptions: { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 },
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port) ?? error))
    server.listen(port, host, resolve)
  })
  return {
    url: `http://${reachable(host)}:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  }
}

function cannotListen({ code }: NodeJS.ErrnoException, host: string, port: number): CannotListen | null {
  switch (code) {
    case 'EADDRINUSE':
      return new CannotListen(`Port ${port} is taken. Set PORT to another.`)
    case 'EACCES':
      return new CannotListen(`Port ${port} is not open to this user. Set PORT to another, above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CannotListen(`${host} is no address of this machine. Set HOST to another.`)
    default:
      return null
  }
}

/** How long requests in hand may take at the end, in milliseconds. */
const PATIENCE = 5000

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that was busy when the server closed stays open when it has become idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.closeAllConnections(), PATIENCE)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
