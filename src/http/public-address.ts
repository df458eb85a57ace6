import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns'
import { BlockList, isIP } from 'node:net'

/*
 * Where requests may go that somebody else's address names: the public internet, and nothing of our own network. What
 * is checked is what is connected to: the name is looked up once, for the connection itself.
 */

/** IPv4 that is nobody's on the internet (IANA's registry of special purposes). */
const SPECIAL = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Of IPv6 only this is the internet; parts of it stand for IPv4, or for examples. */
const GLOBAL = listOf([['2000::', 3]], 'ipv6')
const SPECIAL_6 = listOf(
  [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
  'ipv6',
)
const SPECIAL_4 = listOf(SPECIAL, 'ipv4')

/** Whether an IP address is one of the internet, by the special-purpose registries of IANA (RFC 6890). */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !SPECIAL_4.check(address, 'ipv4')
  return isIP(address) === 6 && GLOBAL.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6')
}

/** Whether an IP address is this machine’s own. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

/** A host that is written as an address, without the brackets of a URL; null for a name. */
export function literalOf(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) ? bare : null
}

export class NotPublic extends Error {
  constructor() {
    super('The address is not on the public internet.')
    this.name = 'NotPublic'
  }
}

type Answer = (error: Error | null, address: LookupAddress[] | string, family?: number) => void

/** As `dns.lookup`, for connections: fails when any address of the name is not allowed. */
export function lookupAllowed(allowed: (address: string) => boolean) {
  return (hostname: string, options: LookupOptions, answer: Answer): void => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, [])
      if (found.length === 0 || !found.every(({ address }) => allowed(address)))
        return answer(new NotPublic(), [])
      return options.all ? answer(null, found) : answer(null, found[0]!.address, found[0]!.family)
    })
  }
}

function listOf(ranges: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [net, bits] of ranges) list.addSubnet(net, bits, family)
  return list
}
