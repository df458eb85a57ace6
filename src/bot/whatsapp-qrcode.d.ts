/** The part of `qrcode` that is needed; it brings no types of its own. */
declare module 'qrcode' {
  export function toString(
    text: string,
    options: { readonly type: 'terminal' | 'svg'; readonly small?: boolean },
  ): Promise<string>
}
