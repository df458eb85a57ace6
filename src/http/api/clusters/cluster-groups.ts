import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { randomCode } from '../../../bot/ids.ts'
import type { Group } from '../../../db/clusters/cluster-groups.ts'
import type { Office } from '../../../db/office/office.ts'
import { isRegion } from '../../../flows/understand/regions.ts'
import { ClusterParam, GroupParam } from './cluster-shown.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Clusters']

const fields = {
  name: z.string().trim().min(2).max(80),
  region: z
    .string()
    .regex(/^\d{2}\.\d{2}(\.\d{2})?$/, 'must be a regency such as 35.10, or a district such as 35.10.09')
    .nullable()
    .openapi({ description: 'A new member from there comes into it' }),
  capacity: z.int().min(1).max(100_000).nullable(),
}
const NewGroup = z.strictObject(fields).openapi('NewClusterGroup')
const ClusterGroup = z
  .object({ ...fields, id: z.string(), members: z.int(), version: z.int() })
  .openapi('ClusterGroup')

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{cluster}/groups',
    tags,
    summary: 'The groups of a cluster; a group’s `version` is its ETag',
    request: { params: ClusterParam },
    responses: { 200: json('The groups', z.object({ items: z.array(ClusterGroup) })) },
  },
)

const create = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{cluster}/groups',
    tags,
    summary: 'Add a group',
    request: { params: ClusterParam, body: body(NewGroup) },
    responses: { 201: json('The group', ClusterGroup) },
  },
)

const replace = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{cluster}/groups/{group}',
    tags,
    summary: 'Change a group',
    request: { params: GroupParam, headers: MatchHeader, body: body(NewGroup) },
    responses: { 200: json('The group as it is now', ClusterGroup) },
  },
)

const remove = endpoint(
  { role: 'officer' },
  {
    method: 'delete',
    path: '/{cluster}/groups/{group}',
    tags,
    summary: 'Take a group away; its members stay in the cluster',
    request: { params: GroupParam, headers: MatchHeader },
    responses: { 204: { description: 'It is gone' } },
  },
)

/** The groups that a cluster consists of. */
export function clusterGroupRoutes({ clusters, clusterGroups }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function within(c: Context, id: string): Promise<string> {
    if (!(await clusters.find(c.get('scope'), id))) throw notFound('cluster')
    return id
  }

  async function changing(
    c: Context,
    { cluster, group }: z.infer<typeof GroupParam>,
    match: string | undefined,
  ): Promise<Group> {
    const found = await clusterGroups.find(await within(c, cluster), group)
    if (!found) throw notFound('group')
    if (found.version !== required(match)) throw changed('group')
    return found
  }

  routes.openapi(list, async (c) => {
    const cluster = await within(c, c.req.valid('param').cluster)
    return c.json({ items: [...(await clusterGroups.list(cluster))] }, 200)
  })

  routes.openapi(create, async (c) => {
    const cluster = await within(c, c.req.valid('param').cluster)
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    const group = readGroup(c.req.valid('json'))
    if ((await clusterGroups.create(cluster, { id, ...group }, by)) === 'changed') throw taken()
    return c.json((await clusterGroups.find(cluster, id))!, 201, { etag: '"1"' })
  })

  routes.openapi(replace, async (c) => {
    const param = c.req.valid('param')
    const before = await changing(c, param, c.req.valid('header')['if-match'])
    const group = readGroup(c.req.valid('json'))
    if (group.capacity !== null && group.capacity < before.members)
      throw badField('capacity', `must be ${before.members} or more: so many are in it`)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await clusterGroups.change(param.cluster, before, group, by)) === 'changed') throw taken()
    const now = (await clusterGroups.find(param.cluster, param.group))!
    return c.json(now, 200, { etag: `"${now.version}"` })
  })

  routes.openapi(remove, async (c) => {
    const param = c.req.valid('param')
    const before = await changing(c, param, c.req.valid('header')['if-match'])
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await clusterGroups.remove(param.cluster, before, by)) === 'changed') throw changed('group')
    return c.body(null, 204)
  })
  return routes
}

function readGroup(group: z.infer<typeof NewGroup>): z.infer<typeof NewGroup> {
  if (group.region === null || isRegion(group.region)) return group
  throw badField('region', 'is no region that there is')
}

const taken = () =>
  conflict('There is a group of that name in this cluster already, or it was changed meanwhile.')
