import process from 'node:process'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allAccess } from './access/access.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

/** `API_FUZZ=10000 npm test -- api-fuzz` asks as often. */
const REQUESTS = Number(process.env['API_FUZZ'] ?? 400)

interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly example?: unknown
  readonly properties?: { readonly [name: string]: Schema }
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } }
}

/** An operation, with what is there: ids by the names of its parameters, and a body that is right. */
interface Asked {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  readonly ids: { readonly [name: string]: string }
  readonly body: unknown
}

let house: ApiHouse
let operations: Asked[]
let keys: string[]
let asked = 0
beforeAll(async () => {
  house = await apiHouse()
  keys = []
  for (const [role, region] of [
    ['admin', null],
    ['admin', '35'],
    ['officer', '35.10'],
    ['viewer', null],
  ] as const) {
    keys.push((await house.key(role, region)).key)
  }
  keys.push((await house.person('admin')).key)
  const { paths } = (await (await house.app.request('/openapi.json')).json()) as {
    paths: { [path: string]: { [method: string]: Operation } }
  }
  operations = []
  for (const { requests, parameters = {} } of await allAccess()) {
    const ids: Record<string, string> = {}
    for (const [name, make] of Object.entries(parameters)) ids[name] = await make(house)
    for (const [id, { body }] of Object.entries(requests)) {
      const [method, path] = id.split(' ') as [string, string]
      operations.push({ method: method.toUpperCase(), path, operation: paths[path]![method]!, ids, body })
    }
  }
})
afterAll(() => house.drop())

it(
  'never breaks, whatever it is asked, and explains every refusal',
  async () => {
    const request = fc.constantFrom(...operations).chain((one) =>
      fc.record({
        method: fc.constant(one.method),
        path: fc.constant(one.path),
        key: fc.constantFrom(...keys),
        parameters: fc.tuple(...(one.operation.parameters ?? []).map((given) => parameter(given, one.ids))),
        body: bodyOf(one),
      }),
    )
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, key, parameters, body }) => {
        const { url, headers } = place(path, parameters)
        const response = await house.app.request(url, {
          method,
          headers: {
            ...headers,
            ...(key.startsWith('naik_kelas.') ? { cookie: key } : { authorization: `Bearer ${key}` }),
            // Whoever guesses codes is slowed down, and only they.
            'x-forwarded-for': String(++asked),
            ...(body !== null && { 'content-type': 'application/json' }),
          },
          ...(body !== null && { body }),
        })
        const text = await response.text()
        expect([response.status < 500, url, text.slice(0, 300)]).toEqual([true, url, expect.anything()])
        if (response.status < 400) return
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        expect(JSON.parse(text)).toMatchObject({ status: response.status, requestId: expect.any(String) })
        expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/)
      }),
      { numRuns: REQUESTS },
    )
  },
  REQUESTS * 100 + 30_000,
)

type Given = { readonly in: string; readonly name: string; readonly value: string | null }

function parameter(
  { name, in: where, schema }: NonNullable<Operation['parameters']>[number],
  ids: Asked['ids'],
): fc.Arbitrary<Given> {
  const example = where === 'path' ? ids[name] : name === 'if-match' ? '"1"' : schema.example
  const known = example === undefined ? [] : [String(example)]
  const value = fc.oneof(
    ...known.map((one) => fc.constant(one)),
    valueOf(schema).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    fc.string({ unit: 'grapheme' }),
  )
  const present = where === 'path' ? value : fc.option(value, { nil: null, freq: 2 })
  return present.map((given) => ({ in: where, name, value: given }))
}

function place(path: string, parameters: readonly Given[]) {
  const query = new URLSearchParams()
  const headers: Record<string, string> = {}
  let url = path
  for (const { in: where, name, value } of parameters) {
    if (value === null) continue
    if (where === 'path') url = url.replace(`{${name}}`, encodeURIComponent(value.toWellFormed()) || '-')
    else if (where === 'query') query.set(name, value)
    else if (/^[\x21-\x7e]*$/.test(value)) headers[name] = value
  }
  return { url: query.size > 0 ? `${url}?${query}` : url, headers }
}

function bodyOf({ operation, body }: Asked): fc.Arbitrary<string | null> {
  const schema = operation.requestBody?.content['application/json']?.schema
  if (!schema) return fc.constant(null)
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(JSON.stringify(body ?? {})) },
    { weight: 6, arbitrary: valueOf(schema).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  )
}

/** Values of a schema, more or less: often right, sometimes beyond a bound. */
function valueOf(schema: Schema): fc.Arbitrary<unknown> {
  const either = schema.oneOf ?? schema.anyOf
  if (either) return fc.oneof(...either.map(valueOf))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  const types = [schema.type ?? 'null'].flat()
  return fc.oneof(...types.map((type) => ofType(type, schema)))
}

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, valueOf(inner)]),
        ),
        { requiredKeys: fc.sample(fc.boolean(), 1)[0] ? undefined : [] },
      )
    case 'array':
      return fc.array(valueOf(schema.items ?? {}), { maxLength: 4 })
    case 'integer':
      return fc.oneof(fc.nat(300), fc.integer(), fc.maxSafeInteger())
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    case 'string':
      return schema.example === undefined
        ? fc.string({ unit: 'grapheme' })
        : fc.oneof(fc.constant(schema.example), fc.string({ unit: 'grapheme' }))
    default:
      return fc.constant(null)
  }
}
