import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/*
 * Who signs in. The columns are those that Better Auth reads and writes (identity.ts); times are milliseconds since the
 * epoch. What is secret is hashed or sealed by it.
 */

const at = () => integer({ mode: 'timestamp_ms' })

/** An officer who signs in, or did: a person is revoked, not deleted, so that the audit log can name them. */
export const people = sqliteTable(
  'people',
  {
    id: text().primaryKey(),
    /** Sealed, as a text, as is the e-mail beside what stands for it where it is looked up. */
    name: text().notNull(),
    email: text().notNull(),
    emailSealed: text(),
    emailVerified: integer({ mode: 'boolean' }).notNull().default(false),
    image: text(),
    twoFactorEnabled: integer({ mode: 'boolean' }).notNull().default(false),
    role: text({ enum: ['viewer', 'officer', 'admin'] }).notNull(),
    /** What they see, as `scopeOf` reads it; null for the nation. */
    region: text(),
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
    lastUsedAt: integer(),
    revokedAt: integer(),
  },
  (t) => [uniqueIndex('people_email').on(t.email)],
)

/** A person's password, hashed. The columns for signing in through other companies stay empty: Better Auth insists. */
export const passwords = sqliteTable(
  'passwords',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => people.id),
    accountId: text().notNull(),
    providerId: text().notNull(),
    password: text(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: at(),
    refreshTokenExpiresAt: at(),
    scope: text(),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [index('passwords_person').on(t.userId)],
)

/** Where a person is signed in. */
export const signIns = sqliteTable(
  'sign_ins',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => people.id),
    token: text().notNull(),
    userAgent: text(),
    ipAddress: text(),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
    expiresAt: at().notNull(),
  },
  (t) => [uniqueIndex('sign_ins_token').on(t.token), index('sign_ins_person').on(t.userId)],
)

/** Codes that are used once: to set a password, and between the password and the second factor. */
export const onceCodes = sqliteTable(
  'once_codes',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
    expiresAt: at().notNull(),
  },
  (t) => [index('once_codes_identifier').on(t.identifier), index('once_codes_value').on(t.value)],
)

/** The secret of a person's authenticator app, and their backup codes, sealed. */
export const secondFactors = sqliteTable(
  'second_factors',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => people.id),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    verified: integer({ mode: 'boolean' }).notNull().default(true),
    failedVerificationCount: integer().notNull().default(0),
    lockedUntil: at(),
  },
  (t) => [uniqueIndex('second_factors_person').on(t.userId)],
)

/** How often somebody tried a password lately, by a keyed hash of the e-mail, anybody's or not, and of where. */
export const passwordAttempts = sqliteTable('password_attempts', {
  emailIndex: text().primaryKey(),
  attempts: integer().notNull(),
  at: integer().notNull(),
})
