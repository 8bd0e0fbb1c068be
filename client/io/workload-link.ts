/** A workload in a link: its title and its text, compressed, for a hundred streams are a hundred lines alike. */

/** Characters: some programs cut longer links. */
const LONGEST_LINK = 8000;

/** Characters of a text that a link may unfold to: a code can be a thousand times shorter. */
const LONGEST_TEXT = 1_000_000;

const OWN = 'connections/own/';

export async function linkToWorkload(title: string, text: string): Promise<string | null> {
  const stream = new Blob([`${title}\n${text}`]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const code = toBase64Url(bytes);
  const link = `${location.origin}${location.pathname}#/${OWN}${code}`;
  return link.length > LONGEST_LINK ? null : link;
}

/** A link to one of the gallery, at a moment. */
export function linkToNamed(slug: string, at: number): string {
  const moment = at > 0 ? `?at=${Math.round(at)}` : '';
  return `${location.origin}${location.pathname}#/connections/${slug}${moment}`;
}

/** What an address stands for; null for one of the page in general. */
export type WorkloadAddress =
  | { readonly kind: 'named'; readonly slug: string; readonly at: number; readonly run: boolean }
  | { readonly kind: 'own'; readonly code: string };

export function readWorkloadAddress(address: string): WorkloadAddress | null {
  if (address.startsWith(OWN)) return { kind: 'own', code: address.slice(OWN.length) };
  const [, slug, run, at] = /^connections\/([\w-]+)(?:\?(?:(run)|at=(\d+)))?$/.exec(address) ?? [];
  return slug === undefined ? null : { kind: 'named', slug, at: Number(at ?? 0), run: run !== undefined };
}

/** Title and text; null for what is no such code, or too long. */
export async function unfold(code: string): Promise<{ title: string; text: string } | null> {
  if (code.length > LONGEST_LINK) return null;
  try {
    const stream = new Blob([fromBase64Url(code)])
      .stream()
      .pipeThrough(new DecompressionStream('deflate-raw'));
    const decoder = new TextDecoder();
    let whole = '';
    for await (const bytes of chunksOf(stream)) {
      whole += decoder.decode(bytes, { stream: true });
      if (whole.length > LONGEST_TEXT) return null;
    }
    const end = whole.indexOf('\n');
    if (end < 0) return null;
    return { title: whole.slice(0, end), text: whole.slice(end + 1) };
  } catch {
    return null;
  }
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(code: string): Uint8Array<ArrayBuffer> {
  const text = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
