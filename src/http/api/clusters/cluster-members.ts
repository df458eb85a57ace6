import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Member, MemberDecision } from '../../../db/clusters/cluster-members.ts'
import type { OfficeCluster } from '../../../db/clusters/clusters.ts'
import type { Office } from '../../../db/office/office.ts'
import { ClusterMember, ClusterParam, MemberParam, shownMember } from './cluster-shown.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, decisionsOn, endpoint, json, MatchHeader } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Clusters']
const ORDER = 'askedAt'
const Reason = z.strictObject({ reason: z.string().trim().min(3).max(300) })

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{cluster}/members',
    tags,
    summary: 'List members and requests in the order in which they asked; `state=asked` are to be decided',
    request: {
      params: ClusterParam,
      query: z.strictObject({
        state: ClusterMember.shape.state.optional(),
        role: ClusterMember.shape.role.optional(),
        group: z.string().max(40).optional(),
        ...Paged,
      }),
    },
    responses: {
      200: json('A page', pageOf(ClusterMember)),
    },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{cluster}/members/{member}',
    tags,
    summary: 'Read one membership; its ETag is what changes are made to',
    request: { params: MemberParam },
    responses: { 200: json('The membership', ClusterMember) },
  },
)

const decision = decisionsOn(tags, MemberParam, ClusterMember)

const accept = decision(
  '/{cluster}/members/{member}/accept',
  'Accept a request; the owner is told, and comes into the group of their place',
  z.strictObject({}),
)
const refuse = decision(
  '/{cluster}/members/{member}/refuse',
  'Refuse a request; the owner is told why',
  Reason,
)
const remove = decision(
  '/{cluster}/members/{member}/remove',
  'End a membership; the owner is told why, and the place goes to the queue',
  Reason,
)

const place = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{cluster}/members/{member}',
    tags,
    summary: 'Move a member to a group, or make them a leader, or no longer; a new leader is told',
    request: {
      params: MemberParam,
      headers: MatchHeader,
      body: body(z.strictObject({ group: z.string().max(40).nullable(), role: ClusterMember.shape.role })),
    },
    responses: { 200: json('The membership as it is now', ClusterMember) },
  },
)

const Announcement = z
  .object({ id: z.string(), text: z.string(), author: z.string(), authorName: HolderName, at: Time })
  .openapi('ClusterAnnouncement', { description: '`author` is `leader`, or the id of a person or a key' })

const announcements = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{cluster}/announcements',
    tags,
    summary: 'The last fifty announcements, newest first',
    request: { params: ClusterParam },
    responses: { 200: json('The announcements', z.object({ items: z.array(Announcement) })) },
  },
)

const announce = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{cluster}/announcements',
    tags,
    summary: 'Tell all members something, in their daytime',
    request: {
      params: ClusterParam,
      body: body(z.strictObject({ text: z.string().trim().min(5).max(1000) })),
    },
    responses: { 201: json('The announcement', z.object({ id: z.string() })) },
  },
)

/** Who is in a cluster, who asks to be, and what they are told: for officers and for its leaders' keys. */
export function clusterMemberRoutes({
  clusters,
  clusterMembers,
  clusterGroups,
  people,
}: Office): OpenAPIHono {
  const routes = newRoutes()

  async function within(c: Context, id: string): Promise<OfficeCluster> {
    const found = await clusters.find(c.get('scope'), id)
    if (!found) throw notFound('cluster')
    return found
  }

  async function find(c: Context, { cluster, member }: z.infer<typeof MemberParam>): Promise<Member> {
    await within(c, cluster)
    const found = await clusterMembers.find(cluster, member)
    if (!found) throw notFound('membership')
    return found
  }

  async function answer(c: Context, param: z.infer<typeof MemberParam>) {
    const now = await find(c, param)
    return c.json(shownMember(now), 200, { etag: `"${now.version}"` })
  }

  async function decide(
    c: Context,
    param: z.infer<typeof MemberParam>,
    match: string | undefined,
    wanted: MemberDecision,
  ) {
    const before = await find(c, param)
    if (before.version !== required(match)) throw changed('membership')
    const open = before.state === 'asked' || before.state === 'waiting'
    if (wanted.type === 'removed' ? before.state !== 'member' : !open)
      throw conflict(`This membership is ${before.state}.`)
    const { members, capacity, closedAt } = await within(c, param.cluster)
    if (wanted.type === 'accepted' && closedAt !== null) throw conflict('This cluster is closed.')
    if (wanted.type === 'accepted' && members >= capacity) throw conflict('This cluster is full.')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await clusterMembers.decide(param.cluster, before, wanted, by)) === 'changed')
      throw changed('membership')
    return answer(c, param)
  }

  routes.openapi(list, async (c) => {
    const { cluster } = c.req.valid('param')
    await within(c, cluster)
    const { after, ...query } = c.req.valid('query')
    const page = await clusterMembers.page(cluster, {
      ...query,
      ...(after !== undefined && { after: readCursor(after, ORDER) }),
    })
    return c.json(
      { items: page.items.map(shownMember), next: page.next && cursorText(page.next, ORDER) },
      200,
    )
  })

  routes.openapi(detail, (c) => answer(c, c.req.valid('param')))
  routes.openapi(accept, (c) =>
    decide(c, c.req.valid('param'), c.req.valid('header')['if-match'], { type: 'accepted' }),
  )
  routes.openapi(refuse, (c) =>
    decide(c, c.req.valid('param'), c.req.valid('header')['if-match'], {
      type: 'refused',
      ...c.req.valid('json'),
    }),
  )
  routes.openapi(remove, (c) =>
    decide(c, c.req.valid('param'), c.req.valid('header')['if-match'], {
      type: 'removed',
      ...c.req.valid('json'),
    }),
  )

  routes.openapi(place, async (c) => {
    const param = c.req.valid('param')
    const before = await find(c, param)
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('membership')
    if (before.state !== 'member') throw conflict(`This membership is ${before.state}.`)
    const to = c.req.valid('json')
    if (to.group !== null && (await clusterGroups.find(param.cluster, to.group)) === null)
      throw badField('group', 'is no group of this cluster')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await clusterMembers.place(param.cluster, before, to, by)) === 'changed') throw changed('membership')
    return answer(c, param)
  })

  routes.openapi(announcements, async (c) => {
    const { id } = await within(c, c.req.valid('param').cluster)
    const found = await named(people, await clusterMembers.announcements(id, 50), 'author')
    const items = found.map(({ body: text, at, ...rest }) => ({ ...rest, text, at: iso(at) }))
    return c.json({ items }, 200)
  })

  routes.openapi(announce, async (c) => {
    const { id, closedAt } = await within(c, c.req.valid('param').cluster)
    if (closedAt !== null) throw conflict('This cluster is closed.')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    return c.json({ id: await clusterMembers.announce(id, c.req.valid('json').text, by) }, 201)
  })
  return routes
}
