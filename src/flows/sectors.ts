/**
 * The sectors of the integrated MSME programme with their KBLI groups. KBLI 2020 (Peraturan BPS 2/2020) is the list
 * owners' licences still carry; KBLI 2025 (Peraturan BPS 7/2025, in force since 18 December 2025) may split or merge
 * codes, and its conversion waits for an officer, so it is not guessed here. Those that most owners are in come first:
 * lists of them have two pages.
 */
const SECTOR_KBLI = {
  foodProducts: ['10', '11'],
  culinary: ['5610', '5621', '5630'],
  crafts: ['1629', '3290'],
  fashion: ['1411', '1412', '1313'],
  fruit: ['0122', '1030'],
  coffee: ['0127', '1076'],
  shrimp: ['0322', '1029'],
  cassava: ['0113', '1079'],
  rice: ['0112', '1063'],
  corn: ['0111'],
  goats: ['0144'],
  dairy: ['0141', '1050'],
  tools: ['2593'],
  bamboo: ['023', '1629', '3100'],
  furniture: ['16', '3100', '3290'],
  homestay: ['5513'],
  tourism: ['932'],
  motorParts: ['309'],
  other: [],
} as const satisfies { readonly [sector: string]: readonly string[] }

export type Sector = keyof typeof SECTOR_KBLI
export const SECTORS = Object.keys(SECTOR_KBLI) as Sector[]
