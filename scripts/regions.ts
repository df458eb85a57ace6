/** Writes `src/flows/understand/regions-data/regions.json` from the idn-area-data package: `node scripts/regions.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'

const source = new URL('../node_modules/idn-area-data/data/', import.meta.url)
const target = new URL('../src/flows/understand/regions-data/regions.json', import.meta.url)

function rows(file: string): string[][] {
  const [, ...lines] = readFileSync(new URL(file, source), 'utf8').trim().split('\n')
  return lines.map((line) => line.trim().replaceAll('"', '').split(','))
}

/** Official long forms, as the product writes them to owners. */
const shortened: Record<string, string> = {
  'Daerah Khusus Ibukota Jakarta': 'DKI Jakarta',
  'Daerah Istimewa Yogyakarta': 'DI Yogyakarta',
}

const provinces = Object.fromEntries(
  rows('provinces.csv').map(([code, name]) => [code, shortened[name!] ?? name]),
)
const regencies = Object.fromEntries(
  rows('regencies.csv').map(([code, , name]) => [code, name!.replace('Administrasi ', '')]),
)

const districts: Record<string, string> = {}
for (const [code, regency, name] of rows('districts.csv')) {
  const entry = `${code!.slice(6)}${name}`
  districts[regency!] = districts[regency!] ? `${districts[regency!]}|${entry}` : entry
}

writeFileSync(target, `${JSON.stringify({ provinces, regencies, districts }, null, 2)}\n`)
