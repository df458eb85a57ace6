import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { randomCode } from '../../../bot/ids.ts'
import type { ClusterDecision, OfficeCluster } from '../../../db/clusters/clusters.ts'
import type { Office } from '../../../db/office/office.ts'
import { Cluster, ClusterParam, NewCluster, readCluster, shown, Stage } from './cluster-shown.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, decisionsOn, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Clusters']
const ORDER = '-createdAt'

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List clusters, newest first; `stage=proposed` are those that wait for a decision',
    request: {
      query: z.strictObject({
        sector: NewCluster.shape.sector.optional(),
        kind: NewCluster.shape.kind.optional(),
        stage: Stage.optional(),
        region: z.string().max(5).optional().openapi({ description: 'A province or a regency' }),
        closed: z.enum(['true', 'false']).default('false'),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Cluster)) },
  },
)

const create = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Enter a cluster; owners find it at once',
    request: { body: body(NewCluster) },
    responses: { 201: json('The cluster', Cluster) },
  },
)

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{cluster}',
    tags,
    summary: 'Read one cluster with the stages it has come to; its ETag is what changes are made to',
    request: { params: ClusterParam },
    responses: {
      200: json(
        'The cluster',
        Cluster.extend({ path: z.array(z.object({ stage: Stage, at: Time })) }).openapi('ClusterDetail'),
      ),
    },
  },
)

const replace = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{cluster}',
    tags,
    summary: 'Change what is told of a cluster, or how many members it can have',
    request: { params: ClusterParam, headers: MatchHeader, body: body(NewCluster) },
    responses: { 200: json('The cluster as it is now', Cluster) },
  },
)

const Reason = z.strictObject({ reason: z.string().trim().min(3).max(300) })

const decision = decisionsOn(tags, ClusterParam, Cluster)

const approve = decision(
  '/{cluster}/approve',
  'Approve a proposal: owners find it, and its proposer leads it and is told',
  z.strictObject({}),
)
const decline = decision('/{cluster}/decline', 'Decline a proposal; its proposer is told why', Reason)
const close = decision(
  '/{cluster}/close',
  'Close a cluster: owners find it no more, and whoever is in it is told why',
  Reason,
)
const exporting = decision(
  '/{cluster}/exporting',
  'Note the day of its first export, of which you have seen proof; null takes it back',
  z.strictObject({ since: z.iso.date().nullable() }),
)

/** Clusters as officers enter and decide on them. A leader's key reads its own. */
export function clusterRoutes({ clusters }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<OfficeCluster> {
    const found = await clusters.find(c.get('scope'), id)
    if (!found) throw notFound('cluster')
    return found
  }

  /** What a change is made to: an officer's, never a leader's own. */
  async function changing(c: Context, id: string, match: string | undefined): Promise<OfficeCluster> {
    if (c.get('scope').type === 'cluster') throw notFound('cluster')
    const before = await find(c, id)
    if (before.version !== required(match)) throw changed('cluster')
    if (before.closedAt !== null) throw conflict('This cluster is closed.')
    return before
  }

  async function decide(c: Context, id: string, match: string | undefined, wanted: ClusterDecision) {
    const before = await changing(c, id, match)
    const isDecided = before.approvedAt !== null
    if (wanted.type === 'approved' && isDecided) throw conflict('This cluster is approved already.')
    if (wanted.type === 'declined' && isDecided) throw conflict('This cluster is approved: close it instead.')
    if (wanted.type === 'exporting' && !isDecided) throw conflict('This cluster is not approved yet.')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await clusters.decide(before, wanted, by)) === 'changed') throw changed('cluster')
    const now = await find(c, id)
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  }

  routes.openapi(list, async (c) => {
    const { after, closed, ...query } = c.req.valid('query')
    const page = await clusters.page(c.get('scope'), {
      ...query,
      closed: closed === 'true',
      ...(after !== undefined && { after: readCursor(after, ORDER) }),
    })
    return c.json({ items: page.items.map(shown), next: page.next && cursorText(page.next, ORDER) }, 200)
  })

  routes.openapi(create, async (c) => {
    const fields = readCluster(c.get('scope'), c.req.valid('json'))
    const id = randomCode().toLowerCase()
    await clusters.create({ id, ...fields }, { actor: c.get('keyHolder').id, at: Date.now() })
    return c.json(shown(await find(c, id)), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c, c.req.valid('param').cluster)
    const path = (await clusters.path(found.id)).map(({ stage, at }) => ({ stage, at: iso(at) }))
    return c.json({ ...shown(found), path }, 200, { etag: `"${found.version}"` })
  })

  routes.openapi(replace, async (c) => {
    const before = await changing(c, c.req.valid('param').cluster, c.req.valid('header')['if-match'])
    const fields = readCluster(c.get('scope'), c.req.valid('json'))
    if (fields.capacity < before.members)
      throw badField('capacity', `must be ${before.members} or more: so many are members`)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await clusters.change(before, fields, by)) === 'changed') throw changed('cluster')
    const now = await find(c, before.id)
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(approve, (c) =>
    decide(c, c.req.valid('param').cluster, c.req.valid('header')['if-match'], { type: 'approved' }),
  )
  routes.openapi(decline, (c) =>
    decide(c, c.req.valid('param').cluster, c.req.valid('header')['if-match'], {
      type: 'declined',
      ...c.req.valid('json'),
    }),
  )
  routes.openapi(close, (c) =>
    decide(c, c.req.valid('param').cluster, c.req.valid('header')['if-match'], {
      type: 'closed',
      ...c.req.valid('json'),
    }),
  )
  routes.openapi(exporting, (c) =>
    decide(c, c.req.valid('param').cluster, c.req.valid('header')['if-match'], {
      type: 'exporting',
      ...c.req.valid('json'),
    }),
  )
  return routes
}
