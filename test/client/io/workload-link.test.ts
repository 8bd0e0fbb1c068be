/** A link holds a workload, and no more than that. */
import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  linkToNamed,
  linkToWorkload,
  readWorkloadAddress,
  unfold,
} from '../../../client/io/workload-link.ts';
import { writeWorkload } from '../../../client/state/workload-text.ts';
import { get, http1, numbers } from '../../../lessons/workloads/build.ts';
import { NAMED } from '../../lessons/workloads/named.ts';

beforeAll(() => {
  vi.stubGlobal('location', { origin: 'http://localhost:4280', pathname: '/' });
  return () => {
    vi.unstubAllGlobals();
  };
});

/** The part of a link that the page's address is read from. */
const addressIn = (link: string | null) => link?.split('#/')[1] ?? '';

async function unfolded(link: string | null) {
  const address = readWorkloadAddress(addressIn(link));
  return address?.kind === 'own' ? unfold(address.code) : null;
}

const codeOf = (text: string | Buffer) => deflateRawSync(text).toString('base64url');

describe('a link to a workload', () => {
  it.each(NAMED.map(({ slug, title, workload }) => [slug, title, writeWorkload(workload)] as const))(
    'holds all of %s',
    async (_, title, text) => {
      const link = await linkToWorkload(title, text);
      expect(link).toMatch(/^http:\/\/localhost:4280\/#\/connections\/own\/[\w-]+$/);
      expect(await unfolded(link)).toEqual({ title, text });
    },
  );

  it('holds names in any script, and a hundred streams', async () => {
    const hundred = writeWorkload(
      http1({ actions: numbers(1, 100).map((id) => get(id, id, '/é🦉')), until: 10 }),
    );
    const link = await linkToWorkload('Wer wartet? 誰が待つ 🦉', hundred);
    expect(await unfolded(link)).toEqual({ title: 'Wer wartet? 誰が待つ 🦉', text: hundred });
    expect(link?.length).toBeLessThan(2000);
  });

  it('is none for one that would be too long', async () => {
    let state = 1;
    const noise = Array.from({ length: 12_000 }, () =>
      String.fromCharCode(33 + ((state = (state * 48_271) % 2_147_483_647) % 90)),
    );
    expect(await linkToWorkload('noise', noise.join(''))).toBeNull();
  });
});

describe('a code', () => {
  it('that is none stands for nothing', async () => {
    const whole = codeOf('title\nuntil: 1');
    for (const code of ['', '!', 'abc', 'é', '%', whole.slice(0, -3), `x${whole}`]) {
      expect(await unfold(code)).toBeNull();
    }
  });

  it('without a title and a text stands for nothing', async () => {
    expect(await unfold(codeOf('title alone'))).toBeNull();
    expect(await unfold(codeOf('\n'))).toEqual({ title: '', text: '' });
  });

  it('unfolds to a million characters, and to no more', async () => {
    const most = `t\n${'a'.repeat(999_998)}`;
    expect((await unfold(codeOf(most)))?.text).toHaveLength(999_998);
    expect(await unfold(codeOf(`${most}a`))).toBeNull();
  });

  it('that would unfold to far more fills no memory', async () => {
    const bomb = codeOf(Buffer.alloc(5_000_000, 'a'));
    expect(bomb.length).toBeLessThan(8000);
    let read = 0;
    const Real = DecompressionStream;
    class Counting {
      readonly writable: WritableStream;
      readonly readable: ReadableStream<Uint8Array>;

      constructor(format: CompressionFormat) {
        const { writable, readable } = new Real(format);
        const count = new TransformStream<Uint8Array, Uint8Array>({
          transform(bytes, controller) {
            read += bytes.length;
            controller.enqueue(bytes);
          },
        });
        this.writable = writable;
        this.readable = readable.pipeThrough(count);
      }
    }
    vi.stubGlobal('DecompressionStream', Counting);
    try {
      expect(await unfold(bomb)).toBeNull();
    } finally {
      vi.stubGlobal('DecompressionStream', Real);
    }
    expect(read).toBeGreaterThan(1_000_000);
    expect(read).toBeLessThan(1_500_000);
  });

  it('that is longer than any link is not even unfolded', async () => {
    const from = vi.spyOn(globalThis, 'atob');
    expect(await unfold(codeOf(Buffer.alloc(50_000_000, 'a')))).toBeNull();
    expect(from).not.toHaveBeenCalled();
    from.mockRestore();
  });
});

describe('an address', () => {
  it('stands for one of the gallery, at a moment', () => {
    expect(readWorkloadAddress(addressIn(linkToNamed('seventh', 0)))).toEqual({
      kind: 'named',
      slug: 'seventh',
      at: 0,
      run: false,
    });
    expect(readWorkloadAddress(addressIn(linkToNamed('h2-limit', 1499.6)))).toEqual({
      kind: 'named',
      slug: 'h2-limit',
      at: 1500,
      run: false,
    });
  });

  it('stands for none where it is that of the page alone, or says what no link does', () => {
    for (const address of [
      '',
      'connections',
      'connections/',
      'connections/a/b',
      'connections/a?at=x',
      'facts/a',
    ]) {
      expect(readWorkloadAddress(address)).toBeNull();
    }
  });
});
