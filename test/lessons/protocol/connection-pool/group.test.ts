/** Into which partition what a tab or a frame asks for goes, in a browser that has partitions. */
import { describe, expect, it } from 'vitest';
import type { Workload, WorkloadAction } from '../../../../lessons/schema/workload.ts';
import { ask, get, LAB, play } from './play.ts';

const AROUND = 'http://a.localhost:4280';
const OTHER = 'http://b.localhost:4281';

const [TAB, FRAME, FRAME_OF_ITS_SITE]: Workload['tabs'][] = [
  [{ id: 1, origin: LAB }],
  [{ id: 1, origin: LAB, top: AROUND }],
  [{ id: 1, origin: LAB, top: 'http://localhost:4280' }],
];

/** Of the requests in the order of asking. */
const partitions = (tabs: Workload['tabs'] | undefined, actions: readonly WorkloadAction[]) =>
  play(actions, tabs && { tabs }).timeline.requests.map(({ group }) => group.site);

const document = (at: number, id: number, url = `${LAB}/document`) => ask(at, id, 'navigation', { url });
const fromFrame = 'http://a.localhost, in a frame of another site';

describe('what a tab asks for', () => {
  it('is in the partition of its site, with the document that it brings', () => {
    expect(
      partitions(TAB, [document(0, 1), get(100, 2), ask(200, 3, 'image', { url: `${OTHER}/x` })]),
    ).toEqual(Array(3).fill('http://localhost'));
  });

  it('is in the partition of another site, where it goes to another one', () => {
    expect(partitions(TAB, [get(0, 1), document(100, 2, `${OTHER}/document`)])).toEqual([
      'http://localhost',
      'http://b.localhost',
    ]);
  });

  it('is apart, where it is the document of a frame of another site', () => {
    expect(partitions(TAB, [ask(0, 1, 'iframe'), ask(100, 2, 'iframe', { url: `${OTHER}/frame` })])).toEqual([
      'http://localhost',
      'http://localhost, in a frame of another site',
    ]);
  });
});

describe('what a frame in a page of another site asks for', () => {
  it('is in a partition of that page, with the document that the frame brings', () => {
    expect(partitions(FRAME, [document(0, 1), get(100, 2)])).toEqual([fromFrame, fromFrame]);
  });

  it('is still there when the frame goes elsewhere', () => {
    expect(partitions(FRAME, [document(0, 1, `${OTHER}/document`)])).toEqual([fromFrame]);
  });

  it('is with the page itself, when it goes to the site of that', () => {
    expect(partitions(FRAME, [document(0, 1, 'http://a.localhost:4281/document')])).toEqual([
      'http://a.localhost',
    ]);
  });

  it('shares its connections with its document: the second uses that of the first', () => {
    const { timeline } = play([document(0, 1), get(100, 2)], { tabs: FRAME ?? [] });
    expect(timeline.requests.map(({ connection }) => connection)).toEqual([1, 1]);
  });
});

describe('what a frame in a page of its own site asks for', () => {
  it('is in one partition with the page, and leaves it when it goes to another site', () => {
    expect(
      partitions(FRAME_OF_ITS_SITE, [get(0, 1), document(100, 2), document(200, 3, `${OTHER}/x`)]),
    ).toEqual(['http://localhost', 'http://localhost', 'http://localhost, in a frame of another site']);
  });
});
