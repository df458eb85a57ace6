import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { bodyOf, pause } from '../loopback.ts'
import { ApiError } from './errors.ts'
import { perform } from './methods.ts'
import type { Api, Call, UploadedFile } from './methods.ts'
import type { Params } from './params.ts'
import type { ApiCall } from './types.ts'

const API_PATH = /^\/bot([^/]+)\/(?:test\/)?([A-Za-z]+)$/u
const FILE_PATH = /^\/file\/bot([^/]+)\/(.+)$/u

/** The Bot API over HTTP; while `out()` says so, every connection is cut. */
export function apiServer(api: Api, out: () => boolean): Server {
  const server = createServer((request, response) => {
    if (out()) return void request.socket.destroy()
    handle(api, request, response).catch((error: unknown) => {
      const description = `Internal Server Error: ${error instanceof Error ? error.message : String(error)}`
      if (!response.headersSent) answer(response, 500, { ok: false, error_code: 500, description })
    })
  })
  server.keepAliveTimeout = 60_000
  return server
}

async function handle(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://x')
  const file = FILE_PATH.exec(url.pathname)
  if (file) return download(api, file[1] ?? '', decodeURIComponent(file[2] ?? ''), response)
  const [, token, method] = API_PATH.exec(url.pathname) ?? []
  const body = await bodyOf(request)
  if (!token || !method) return refuse(response, new ApiError(404, 'Not Found'))
  if (decodeURIComponent(token) !== api.state.token)
    return refuse(response, new ApiError(401, 'Unauthorized'))
  try {
    const { params, uploads } = await read(body, request, url.searchParams)
    await carryOut(api, { method: method.toLowerCase(), params, uploads, request }, method, response)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    refuse(response, new ApiError(400, "Bad Request: can't parse JSON object"))
  }
}

/** One call with the faults that wait for it. */
async function carryOut(api: Api, call: Call, name: string, response: ServerResponse): Promise<void> {
  const { chat_id: id, text, caption } = call.params
  const target = { method: call.method, chat: id === undefined ? undefined : String(id) }
  const entry: ApiCall = {
    at: Date.now(),
    method: name,
    chatId: target.chat,
    text: textOf(text ?? caption),
    ok: false,
  }
  if (call.method !== 'getupdates') api.state.calls.push(entry)
  response.once('close', () => (entry.cut = !response.writableFinished))
  const slow = api.faults.take('slow', target)
  if (slow) await pause(slow.ms ?? 1000)
  const drop = api.faults.take('drop', target)
  if (drop && drop.when !== 'after') return void response.destroy()
  try {
    api.faults.refuse(target)
    const result = await perform(api, call)
    entry.ok = true
    if (drop) response.destroy()
    else answer(response, 200, { ok: true, result })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    entry.error = `${error.code} ${error.message}`
    refuse(response, error)
  }
}

async function read(
  body: Buffer,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<{ params: Params; uploads: Map<string, UploadedFile> }> {
  const type = request.headers['content-type'] ?? ''
  const params: Record<string, unknown> = Object.fromEntries(query)
  const uploads = new Map<string, UploadedFile>()
  if (!body.length) return { params, uploads }
  if (type.includes('application/json')) Object.assign(params, JSON.parse(body.toString()))
  else if (type.includes('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    for (const [key, value] of form) {
      if (typeof value === 'string')
        params[key] = /^[[{]/u.test(value) && key !== 'text' ? JSON.parse(value) : value
      else uploads.set(key, await uploaded(value))
    }
  } else Object.assign(params, Object.fromEntries(new URLSearchParams(body.toString())))
  return { params, uploads }
}

const uploaded = async (file: File): Promise<UploadedFile> => ({
  bytes: Buffer.from(await file.arrayBuffer()),
  name: file.name,
  mime: file.type || undefined,
})

function download({ state }: Api, token: string, path: string, response: ServerResponse): void {
  const file = token === state.token && [...state.files.values()].find((one) => one.file_path === path)
  if (!file) return refuse(response, new ApiError(404, 'Not Found'))
  response.writeHead(200, {
    'content-type': file.mime ?? 'application/octet-stream',
    'content-length': file.bytes.length,
  })
  response.end(file.bytes)
}

function refuse(response: ServerResponse, { code, message, parameters }: ApiError): void {
  answer(response, code, {
    ok: false,
    error_code: code,
    description: message,
    ...(parameters && { parameters }),
  })
}

function answer(response: ServerResponse, code: number, value: object): void {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
