/** Every key of the page about connections. The list under `?` is made from this. */
import { CONNECTIONS_KEYS as WORDS } from '../../words/connections-keys.ts';
import type { KeyGroup } from '../key-press.ts';
import type { Experiment } from './experiment.svelte.ts';

/** What a key can reach. */
export interface ConnectionsKeys {
  readonly experiment: Experiment;
  readonly run: () => void;
  readonly open: (dialog: 'workloads' | 'keys' | 'remedies' | 'text') => void;
}

export const CONNECTIONS_KEYS: readonly KeyGroup<ConnectionsKeys>[] = [
  {
    title: WORDS.time,
    keys: [
      {
        key: 'ArrowRight',
        label: '→',
        does: WORDS.next,
        run: ({ experiment }) => {
          experiment.step(1);
        },
      },
      {
        key: 'ArrowLeft',
        label: '←',
        does: WORDS.before,
        run: ({ experiment }) => {
          experiment.step(-1);
        },
      },
      {
        key: ' ',
        label: WORDS.space,
        does: WORDS.play,
        run: ({ experiment }) => {
          experiment.toggle();
        },
      },
      {
        key: 'Home',
        label: WORDS.home,
        does: WORDS.toStart,
        run: ({ experiment }) => {
          experiment.pause();
          experiment.goTo(0);
        },
      },
      {
        key: 'End',
        label: WORDS.end,
        does: WORDS.toEnd,
        run: ({ experiment }) => {
          experiment.pause();
          experiment.goTo(experiment.workload.until);
        },
      },
    ],
  },
  {
    title: WORDS.workload,
    keys: [
      {
        key: 'o',
        label: 'o',
        does: WORDS.openStream,
        run: ({ experiment }) => {
          experiment.add('EventSource');
        },
      },
      {
        key: 'f',
        label: 'f',
        does: WORDS.fetch,
        run: ({ experiment }) => {
          experiment.add('fetch');
        },
      },
      {
        key: 'c',
        label: 'c',
        does: WORDS.stylesheet,
        run: ({ experiment }) => {
          experiment.add('stylesheet');
        },
      },
      {
        key: 'x',
        label: 'x',
        does: WORDS.closeOldest,
        run: ({ experiment }) => {
          experiment.closeOldest();
        },
      },
      {
        key: 'u',
        label: 'u',
        does: WORDS.undo,
        run: ({ experiment }) => {
          experiment.undo();
        },
      },
      {
        key: 'U',
        label: 'U',
        does: WORDS.redo,
        run: ({ experiment }) => {
          experiment.redo();
        },
      },
      {
        key: 'v',
        label: 'v',
        does: WORDS.protocol,
        run: ({ experiment }) => {
          experiment.switchProtocol();
        },
      },
    ],
  },
  {
    title: WORDS.page,
    keys: [
      {
        key: 'r',
        label: 'r',
        does: WORDS.run,
        run: ({ run }) => {
          run();
        },
      },
      {
        key: 'l',
        label: 'l',
        does: WORDS.release,
        run: ({ experiment }) => {
          experiment.real.release();
        },
      },
      {
        key: 'w',
        label: 'w',
        does: WORDS.workloads,
        run: ({ open }) => {
          open('workloads');
        },
      },
      {
        key: 'm',
        label: 'm',
        does: WORDS.remedies,
        run: ({ open }) => {
          open('remedies');
        },
      },
      {
        key: 't',
        label: 't',
        does: WORDS.text,
        run: ({ open }) => {
          open('text');
        },
      },
      {
        key: 'Escape',
        label: WORDS.escape,
        does: WORDS.selectNothing,
        run: ({ experiment }) => {
          experiment.selected = null;
        },
      },
      {
        key: '?',
        label: '?',
        does: WORDS.list,
        run: ({ open }) => {
          open('keys');
        },
      },
    ],
  },
];
