import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { sentFile } from '../sent-file.ts'
import { contacts } from '../schema.ts'

/*
 * Clusters of owners, and the cooperatives they become. Times are milliseconds since the epoch, days `YYYY-MM-DD`.
 * Triggers (migrations) count members and write down each stage that a cluster reaches.
 */

/** A cluster on its path. Its stage follows from facts by triggers: members, its cooperative, exports. */
export const clusters = sqliteTable(
  'clusters',
  {
    /** ASCII, at most 24: it travels in buttons. */
    id: text().primaryKey(),
    name: text().notNull(),
    kind: text({ enum: ['export', 'holding', 'other'] }).notNull(),
    sector: text().notNull(),
    /** Kemendagri codes; null for one of the whole province, or of the nation. */
    province: text(),
    regency: text(),
    stage: text({
      enum: ['proposed', 'forming', 'active', 'cooperative', 'secondary', 'exporting'],
    }).notNull(),
    /** How many members it can have. */
    capacity: integer().notNull(),
    /** Kept by triggers: how many members it has, and how many wait for a place. */
    members: integer().notNull().default(0),
    waiting: integer().notNull().default(0),
    /** How many its source counts, who need not be here. */
    reportedMembers: integer(),
    /** Takes requests to join. */
    accepting: integer({ mode: 'boolean' }).notNull().default(true),
    /** What it sells and to whom, what membership gives and asks: words in several languages, as content has them. */
    sells: text({ mode: 'json' }).notNull(),
    buyers: text({ mode: 'json' }),
    gives: text({ mode: 'json' }),
    asks: text({ mode: 'json' }),
    /** The company that buys, or that leads the way to a bank. */
    anchor: text(),
    /** Who proposed it in chat; null for one that an officer entered. */
    proposedBy: text(),
    approvedAt: integer(),
    /** The day of its first export that an officer has seen proof of. */
    exportingSince: text(),
    closedAt: integer(),
    source: text().notNull(),
    /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
    sourceOn: text(),
    status: text({ enum: ['published', 'needs verification'] }).notNull(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('clusters_sector').on(t.sector, t.province),
    index('clusters_province').on(t.province, t.createdAt, t.id),
    index('clusters_created').on(t.createdAt, t.id),
    index('clusters_waiting')
      .on(t.id)
      .where(sql`waiting > 0`),
  ],
)

/** When a cluster first reached each stage. */
export const clusterPath = sqliteTable(
  'cluster_path',
  { clusterId: text().notNull(), stage: text().notNull(), at: integer().notNull() },
  (t) => [primaryKey({ columns: [t.clusterId, t.stage] })],
)

/** A part of a cluster, mostly of one place. */
export const clusterGroups = sqliteTable(
  'cluster_groups',
  {
    id: text().primaryKey(),
    clusterId: text()
      .notNull()
      .references(() => clusters.id),
    name: text().notNull(),
    /** A regency or district; a new member from there comes into it. */
    region: text(),
    capacity: integer(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [uniqueIndex('cluster_groups_name').on(t.clusterId, t.name)],
)

/** An owner in a cluster, or on the way into or out of it. `waiting`: it was full when they asked. */
export const clusterMembers = sqliteTable(
  'cluster_members',
  {
    /** ASCII, at most 24: it travels in buttons, where a contact's id is too long. */
    id: text().primaryKey(),
    clusterId: text()
      .notNull()
      .references(() => clusters.id),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    groupId: text(),
    role: text({ enum: ['member', 'leader'] })
      .notNull()
      .default('member'),
    state: text({ enum: ['asked', 'waiting', 'member', 'refused', 'left', 'removed'] }).notNull(),
    reasonSealed: blob({ mode: 'buffer' }),
    /** The order of the queue. */
    askedAt: integer().notNull(),
    joinedAt: integer(),
    version: integer().notNull().default(1),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('cluster_members_contact').on(t.clusterId, t.contactId),
    index('cluster_members_of').on(t.contactId, t.state),
    index('cluster_members_queue').on(t.clusterId, t.state, t.askedAt),
    index('cluster_members_group')
      .on(t.groupId)
      .where(sql`group_id is not null`),
    index('cluster_members_leaders')
      .on(t.clusterId, t.contactId)
      .where(sql`role = 'leader' and state = 'member'`),
  ],
)

/** What a leader or an officer tells the members. */
export const clusterAnnouncements = sqliteTable(
  'cluster_announcements',
  {
    id: text().primaryKey(),
    clusterId: text()
      .notNull()
      .references(() => clusters.id),
    /** `leader`, or the id of an API key. */
    author: text().notNull(),
    bodySealed: blob({ mode: 'buffer' }).notNull(),
    at: integer().notNull(),
  },
  (t) => [index('cluster_announcements_of').on(t.clusterId, t.at)],
)

/** A cooperative, from the day its founding begins: a primary one of a cluster's members, or one of cooperatives. */
export const cooperatives = sqliteTable(
  'cooperatives',
  {
    id: text().primaryKey(),
    level: text({ enum: ['primary', 'secondary'] }).notNull(),
    /** The cluster that becomes it; null for a secondary one. */
    clusterId: text(),
    /** The secondary cooperative that it belongs to. */
    secondaryId: text(),
    name: text(),
    province: text(),
    regency: text(),
    /** The day of its approval as a legal entity; follows from that step. */
    establishedOn: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('cooperatives_cluster').on(t.clusterId),
    index('cooperatives_secondary').on(t.secondaryId),
    index('cooperatives_created').on(t.createdAt, t.id),
  ],
)

/** A step of its founding that somebody took on or that is done. Which steps there are is content. */
export const cooperativeSteps = sqliteTable(
  'cooperative_steps',
  {
    cooperativeId: text()
      .notNull()
      .references(() => cooperatives.id),
    step: text().notNull(),
    doneOn: text(),
    /** Of the deed, the decision or the licence. */
    number: text(),
    /** The id of the member who looks after it. */
    responsible: text(),
    updatedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.cooperativeId, t.step] })],
)

/** Who is asked to found it, and what they said. */
export const cooperativeFounders = sqliteTable(
  'cooperative_founders',
  {
    cooperativeId: text()
      .notNull()
      .references(() => cooperatives.id),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    state: text({ enum: ['confirmed', 'declined'] }).notNull(),
    at: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cooperativeId, t.contactId] }),
    index('cooperative_founders_contact').on(t.contactId),
  ],
)

/** A paper of its founding, as `documents` are of a product. */
export const cooperativeDocuments = sqliteTable(
  'cooperative_documents',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    cooperativeId: text()
      .notNull()
      .references(() => cooperatives.id),
    /** The step that it belongs to. */
    kind: text().notNull(),
    state: text({ enum: ['received', 'checked', 'rejected'] }).notNull(),
    ...sentFile,
  },
  (t) => [
    uniqueIndex('cooperative_documents_step').on(t.cooperativeId, t.kind),
    index('cooperative_documents_contact').on(t.contactId),
    index('cooperative_documents_owed')
      .on(t.notBefore)
      .where(sql`state = 'received'`),
  ],
)

/** What such a paper holds. */
export const cooperativeDocumentBytes = sqliteTable('cooperative_document_bytes', {
  documentId: text()
    .primaryKey()
    .references(() => cooperativeDocuments.id),
  bytesSealed: blob({ mode: 'buffer' }).notNull(),
})
