import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './run.ts'

type Items = { [kind: string]: { id: string; [field: string]: unknown }[] }

let directory: string
let file: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-content-'))
  file = join(directory, 'content.json')
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const cli = (...args: string[]) => run(args, { env: { DATA_DIR: directory } })
const edit = async (change: (items: Items) => void) => {
  const items = JSON.parse(await readFile(file, 'utf8')) as Items
  change(items)
  await writeFile(file, JSON.stringify(items))
}

describe('content as a file', () => {
  it('comes back as it went', async () => {
    expect(await cli('export', file)).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ items/) })
    expect(await cli('import', file)).toMatchObject({ code: 0, out: '0 new, 0 changed.\n' })
  })

  it('is tried first, then written, with what is new and what is different', async () => {
    await edit((items) => {
      items['faqs']![0]!['text'] = { id: 'Jawaban dari berkas.' }
      items['faqs']!.push({ ...items['faqs']![1]!, id: 'dari-berkas' })
    })
    expect((await cli('import', file, '--dry-run')).out).toBe(
      'Nothing was written: it would be 1 new, 1 changed.\n',
    )
    expect((await cli('import', file)).out).toBe('1 new, 1 changed.\n')
    await cli('export', file)
    const items = JSON.parse(await readFile(file, 'utf8')) as Items
    expect(items['faqs']!.map(({ id }) => id)).toContain('dari-berkas')
    expect(items['faqs']!.some(({ text }) => (text as { id: string }).id === 'Jawaban dari berkas.')).toBe(
      true,
    )
  })

  it('lists every fault, and writes nothing then', async () => {
    await edit((items) => {
      items['faqs']![0]!['topic'] = 'weather'
      items['faqs']!.push({ ...items['faqs']![1]!, id: 'tidak-jadi' })
      items['trainings']![0]!['agency'] = 'nobody'
      items['poems'] = []
    })
    const { code, err } = await cli('import', file)
    expect(code).toBe(1)
    expect(err).toMatch(/^faqs\/.*: topic: /m)
    expect(err).toContain('agency: there is no agency "nobody"')
    expect(err).toContain('poems: there is no such kind of content')
    await cli('export', file)
    expect(await readFile(file, 'utf8')).not.toContain('tidak-jadi')
    expect(await cli('import', join(directory, 'none.json'))).toMatchObject({ code: 1 })
  })
})
