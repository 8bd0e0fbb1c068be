/** Every key of the page about connections. The list under `?` is made from this. */
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
    title: 'Time',
    keys: [
      {
        key: 'ArrowRight',
        label: '→',
        does: 'To the next thing that happens',
        run: ({ experiment }) => {
          experiment.step(1);
        },
      },
      {
        key: 'ArrowLeft',
        label: '←',
        does: 'To the one before',
        run: ({ experiment }) => {
          experiment.step(-1);
        },
      },
      {
        key: ' ',
        label: 'Space',
        does: 'Play or pause',
        run: ({ experiment }) => {
          experiment.toggle();
        },
      },
      {
        key: 'Home',
        label: 'Home',
        does: 'To the start',
        run: ({ experiment }) => {
          experiment.pause();
          experiment.goTo(0);
        },
      },
      {
        key: 'End',
        label: 'End',
        does: 'To the end',
        run: ({ experiment }) => {
          experiment.pause();
          experiment.goTo(experiment.workload.until);
        },
      },
    ],
  },
  {
    title: 'Workload, at this moment',
    keys: [
      {
        key: 'o',
        label: 'o',
        does: 'Open a stream',
        run: ({ experiment }) => {
          experiment.add('EventSource');
        },
      },
      {
        key: 'f',
        label: 'f',
        does: 'Fetch',
        run: ({ experiment }) => {
          experiment.add('fetch');
        },
      },
      {
        key: 'c',
        label: 'c',
        does: 'Ask for a stylesheet',
        run: ({ experiment }) => {
          experiment.add('stylesheet');
        },
      },
      {
        key: 'x',
        label: 'x',
        does: 'Close the oldest stream',
        run: ({ experiment }) => {
          experiment.closeOldest();
        },
      },
      {
        key: 'u',
        label: 'u',
        does: 'Undo',
        run: ({ experiment }) => {
          experiment.undo();
        },
      },
      {
        key: 'U',
        label: 'U',
        does: 'Redo',
        run: ({ experiment }) => {
          experiment.redo();
        },
      },
      {
        key: 'v',
        label: 'v',
        does: 'HTTP/1.1 or HTTP/2',
        run: ({ experiment }) => {
          experiment.switchProtocol();
        },
      },
    ],
  },
  {
    title: 'This page',
    keys: [
      {
        key: 'r',
        label: 'r',
        does: 'Run in this browser',
        run: ({ run }) => {
          run();
        },
      },
      {
        key: 'l',
        label: 'l',
        does: 'Release all',
        run: ({ experiment }) => {
          experiment.real.release();
        },
      },
      {
        key: 'w',
        label: 'w',
        does: 'Workloads to start from',
        run: ({ open }) => {
          open('workloads');
        },
      },
      {
        key: 'm',
        label: 'm',
        does: 'Compare remedies',
        run: ({ open }) => {
          open('remedies');
        },
      },
      {
        key: 't',
        label: 't',
        does: 'The workload as text',
        run: ({ open }) => {
          open('text');
        },
      },
      {
        key: 'Escape',
        label: 'Esc',
        does: 'Select nothing',
        run: ({ experiment }) => {
          experiment.selected = null;
        },
      },
      {
        key: '?',
        label: '?',
        does: 'This list',
        run: ({ open }) => {
          open('keys');
        },
      },
    ],
  },
];
