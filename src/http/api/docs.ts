import type { OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { newRoutes } from './routes.ts'

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>
type Operation = {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: { readonly [type: string]: { readonly schema?: unknown } } }
  readonly responses?: { readonly [status: string]: { readonly description?: string } }
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: {
    readonly description?: string
    readonly enum?: readonly unknown[]
    readonly example?: unknown
  }
}

const INFO = {
  openapi: '3.1.0',
  info: {
    title: 'NaikKelas',
    version: '1',
    description:
      'Registrations of micro, small and medium enterprises, for officers and programs. People sign in and send the' +
      ' cookie, programs send their key with each request (Authorization: Bearer <key>). What lies outside the region' +
      ' of either is not there for it.',
  },
} as const

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1b1b1b; background: #fff }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc } details { margin: .5rem 0; border: 1px solid #ddd; border-radius: .4rem }
summary { padding: .5rem .75rem; cursor: pointer } details > div { padding: 0 .75rem .75rem; overflow-x: auto }
code { font: .9em ui-monospace, monospace } .method { display: inline-block; min-width: 4.5em; font-weight: 700 }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: .2rem .75rem .2rem 0 }
pre { background: #f4f4f4; padding: .5rem; overflow-x: auto } a:focus-visible, summary:focus-visible { outline: 3px solid #0a5 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } pre { background: #242424 } details { border-color: #444 } a { color: #8cf } }`

/** `/openapi.json`, and the same to read at `/docs`: a page of our own, without scripts and without the network. */
export function docsRoutes(api: OpenAPIHono): OpenAPIHono {
  const routes = newRoutes()
  let document: Document | null = null
  const described = () => (document ??= api.getOpenAPI31Document(INFO))
  routes.get('/openapi.json', (c) => c.json(described()))
  routes.get('/docs.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }))
  routes.get('/docs', (c) => c.html(page(described())))
  return routes
}

function page(document: Document) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as { [method: string]: Operation & { tags?: string[] } }).map(
      ([method, operation]) => ({
        path,
        method,
        operation,
        tag: operation.tags?.[0] ?? 'Other',
      }),
    ),
  )
  const groups = [...Map.groupBy(operations, ({ tag }) => tag)]
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>NaikKelas API</title>
        <link rel="stylesheet" href="/docs.css" />
      </head>
      <body>
        <h1>NaikKelas API</h1>
        <p>${INFO.info.description} <a href="/openapi.json">openapi.json</a></p>
        <nav>
          ${groups.map(([tag, all]) => html`<a href="#${idOf(tag)}">${tag}</a> (${all.length}) `)}
          <a href="#schemas">Schemas</a>
        </nav>
        ${groups.map(
          ([tag, all]) =>
            html`<h2 id="${idOf(tag)}">${tag}</h2>
              ${all.map(({ path, method, operation }) => section(path, method, operation))}`,
        )}
        <h2 id="schemas">Schemas</h2>
        ${Object.entries(document.components?.schemas ?? {}).map(
          ([name, schema]) =>
            html`<details id="${name}">
              <summary>${name}</summary>
              <div>${json(schema)}</div>
            </details>`,
        )}
      </body>
    </html>`
}

const idOf = (tag: string): string => tag.toLowerCase().replaceAll(/[^a-z]+/g, '-')

function section(path: string, method: string, operation: Operation) {
  const request = operation.requestBody?.content?.['application/json']?.schema
  return html`<details>
    <summary>
      <span class="method">${method.toUpperCase()}</span> <code>${path}</code> ${operation.summary ?? ''}
    </summary>
    <div>
      <p>${operation.description ?? ''}</p>
      <table>
        ${(operation.parameters ?? []).map(parameter)}
      </table>
      ${
        request
          ? html`<p>Body</p>
              ${json(request)}`
          : ''
      }
      <table>
        ${Object.entries(operation.responses ?? {}).map(
          ([status, { description }]) =>
            html`<tr>
              <th>${status}</th>
              <td>${description ?? ''}</td>
            </tr>`,
        )}
      </table>
    </div>
  </details>`
}

function parameter({ name, required, description, schema, ...rest }: Parameter) {
  const text = description ?? schema?.description ?? ''
  const values = schema?.enum ? schema.enum.join(' | ') : (schema?.example ?? '')
  return html`<tr>
    <td><code>${name}</code>${required ? '*' : ''}</td>
    <td>${rest.in}</td>
    <td>${text} <code>${String(values)}</code></td>
  </tr>`
}

const json = (value: unknown) => html`<pre>${JSON.stringify(value, null, 2)}</pre>`
