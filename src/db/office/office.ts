import { type AnnouncementRules, createAnnouncementRules } from '../notices/announcement-rules.ts'
import { type ApiKeys, createApiKeys } from './api-keys.ts'
import { type Audit, createAudit } from './audit.ts'
import { type Applications, createApplications } from '../partners/applications.ts'
import { type Audiences, createAudiences } from '../broadcasts/broadcast-audience.ts'
import { type BroadcastFiles, createBroadcastFiles } from '../broadcasts/broadcast-files.ts'
import { type BroadcastReports, createBroadcastReports } from '../broadcasts/broadcast-report.ts'
import { type Broadcasts, createBroadcasts } from '../broadcasts/broadcasts.ts'
import { type Companies, createCompanies } from '../partners/companies.ts'
import { type ClusterGroups, createClusterGroups } from '../clusters/cluster-groups.ts'
import { type ClusterMembers, createClusterMembers } from '../clusters/cluster-members.ts'
import { type Clusters, createClusters } from '../clusters/clusters.ts'
import { type Consents, createConsents } from '../registrations/consents.ts'
import { type Content, createContent } from '../content/content.ts'
import { type ContentEdits, createContentEdits } from '../content/content-edits.ts'
import { type Contacts, createContacts } from '../contacts.ts'
import { type Contracts, createContracts } from '../partners/contracts.ts'
import { type Cooperatives, createCooperatives } from '../clusters/cooperatives.ts'
import { createDataRequests, type DataRequests } from './data-requests.ts'
import { createDecisions, type Decisions } from '../registrations/decisions.ts'
import { createDocuments, type Documents, PHOTOS } from '../pirt/documents.ts'
import { createFlowStatistics, type FlowStatistics } from './flow-statistics.ts'
import { createExports, type Exports } from '../exports/exports.ts'
import { createEvents, type Events } from '../turns/events.ts'
import { createHandovers, type Handovers } from './handovers.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import { createNominations, type Nominations } from '../nominations/nominations.ts'
import { createOpportunities, type Opportunities } from '../partners/opportunities.ts'
import { createOrganisations, type Organisations } from '../nominations/organisations.ts'
import { createReach, type Reach } from './reach.ts'
import { createInterests, type Interests } from './interests.ts'
import { createOutcomes, type Outcomes } from './outcomes.ts'
import { createPirtOffice, type PirtOffice } from '../pirt/pirt-office.ts'
import { createIdentity, type Identity } from './identity.ts'
import { createPeople, type People } from './people.ts'
import { createTries, type Tries } from './tries.ts'
import type { Reader } from '../store/reader.ts'
import { createRegistrationLists, type RegistrationLists } from '../registrations/registration-lists.ts'
import { createSample, type TakeSample } from '../registrations/registration-sample.ts'
import { createVocabulary, type Vocabulary } from '../registrations/registration-words.ts'
import { createRegistrations, type Registrations } from '../registrations/registrations.ts'
import { createStatistics, type Statistics } from './statistics.ts'
import { createSignups, type Signups } from '../training/signups.ts'
import { createReminderSettings, type ReminderSettings } from '../notices/reminder-settings.ts'
import type { Store } from '../store/store.ts'
import { createSuppliers, type Suppliers } from '../partners/suppliers.ts'
import { createTrainingSessions, type TrainingSessions } from '../training/training-sessions.ts'
import type { Vault } from '../vault.ts'
import { createWebhooks, type Webhooks } from '../webhooks/webhooks.ts'

/** What officers ask of the database. */
export interface Office {
  readonly registrations: Registrations
  readonly lists: RegistrationLists
  readonly vocabulary: Vocabulary
  readonly decisions: Decisions
  readonly handovers: Handovers
  readonly broadcasts: Broadcasts
  readonly audiences: Audiences
  readonly broadcastFiles: BroadcastFiles
  readonly broadcastReports: BroadcastReports
  readonly statistics: Statistics
  readonly flowStatistics: FlowStatistics
  readonly content: ContentEdits
  readonly sessions: TrainingSessions
  readonly signups: Signups
  readonly announcementRules: AnnouncementRules
  readonly reminders: ReminderSettings
  readonly pirt: PirtOffice
  readonly companies: Companies
  readonly opportunities: Opportunities
  readonly suppliers: Suppliers
  readonly applications: Applications
  readonly contracts: Contracts
  readonly organisations: Organisations
  readonly nominations: Nominations
  /** Pictures on product cards. */
  readonly photos: Pick<Documents, 'bytes'>
  readonly clusters: Clusters
  readonly clusterMembers: ClusterMembers
  readonly clusterGroups: ClusterGroups
  readonly cooperatives: Cooperatives
  readonly interests: Interests
  readonly outcomes: Outcomes
  readonly sample: TakeSample
  readonly dataRequests: DataRequests
  readonly contacts: Contacts
  readonly consents: Consents
  readonly events: Events
  readonly exports: Exports
  readonly audit: Audit
  readonly apiKeys: ApiKeys
  readonly reach: Reach
  readonly people: People
  readonly tries: Tries
  readonly identity: Identity
  readonly webhooks: Webhooks
  readonly idempotency: Idempotency
}

/** `site` is where the product is reached. */
export function createOffice(
  store: Store,
  reader: Reader,
  vault: Vault,
  content: Content = createContent(store),
  site = 'http://localhost:3000',
): Office {
  const audit = createAudit(store, vault)
  const lists = createRegistrationLists(reader, vault)
  const identity = createIdentity(store, vault, site)
  const reach = createReach(store)
  const tries = createTries(store, vault)
  return {
    registrations: createRegistrations(store, vault),
    lists,
    sample: createSample(reader, vault, lists),
    outcomes: createOutcomes(reader),
    vocabulary: createVocabulary(reader),
    decisions: createDecisions(store, audit, vault),
    handovers: createHandovers(store, audit, vault),
    broadcasts: createBroadcasts(store, reader, audit, vault),
    audiences: createAudiences(reader),
    broadcastFiles: createBroadcastFiles(store, vault),
    broadcastReports: createBroadcastReports(reader),
    statistics: createStatistics(store, reader),
    flowStatistics: createFlowStatistics(store, reader),
    content: createContentEdits(store, audit, content),
    sessions: createTrainingSessions(store, audit),
    signups: createSignups(store, audit, vault),
    reminders: createReminderSettings(store, audit),
    announcementRules: createAnnouncementRules(store, reader, audit),
    pirt: createPirtOffice(store, audit, vault),
    companies: createCompanies(store, audit),
    opportunities: createOpportunities(store, audit),
    suppliers: createSuppliers(reader, vault),
    applications: createApplications(store, audit, vault),
    contracts: createContracts(store, audit, vault),
    organisations: createOrganisations(store, audit),
    nominations: createNominations(store, audit, vault),
    photos: createDocuments(store, vault, PHOTOS),
    clusters: createClusters(store, audit, vault),
    clusterMembers: createClusterMembers(store, audit, vault),
    clusterGroups: createClusterGroups(store, audit),
    cooperatives: createCooperatives(store, audit, vault),
    dataRequests: createDataRequests(store, audit, vault),
    interests: createInterests(store, reader, audit, vault),
    contacts: createContacts(store, vault),
    consents: createConsents(store),
    events: createEvents(store),
    exports: createExports(store, audit, reach, vault),
    audit,
    apiKeys: createApiKeys(store, audit, vault),
    reach,
    people: createPeople(store, audit, vault, identity, tries),
    tries,
    identity,
    webhooks: createWebhooks(store, audit, vault),
    idempotency: createIdempotency(store, vault),
  }
}
