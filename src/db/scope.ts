/** The part of the country that a key sees. Nothing outside it may be seen, counted or guessed. */
export type Scope =
  | { readonly type: 'nation' }
  | { readonly type: 'province'; readonly code: string }
  /** One regency or more, of one province or several. */
  | { readonly type: 'regencies'; readonly codes: readonly string[] }

/** A key's region as it is stored: nothing for the nation, a province, or regencies with commas between them. */
export const REGION = /^\d{2}$|^\d{2}\.\d{2}(,\d{2}\.\d{2}){0,49}$/

export function scopeOf(region: string | null): Scope {
  if (region === null) return { type: 'nation' }
  if (!REGION.test(region)) throw new Error(`"${region}" is not a region that a key can see.`)
  return region.includes('.')
    ? { type: 'regencies', codes: [...new Set(region.split(','))] }
    : { type: 'province', code: region }
}

/** Whether all that the inner one sees lies within the outer one. */
export function covers(outer: Scope, inner: Scope): boolean {
  if (outer.type === 'nation') return true
  if (inner.type === 'nation') return false
  if (outer.type === 'province') return codesOf(inner).every((code) => code.slice(0, 2) === outer.code)
  return inner.type === 'regencies' && inner.codes.every((code) => outer.codes.includes(code))
}

function codesOf(scope: Exclude<Scope, { type: 'nation' }>): readonly string[] {
  return scope.type === 'province' ? [scope.code] : scope.codes
}
