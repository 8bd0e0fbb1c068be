/** Every key of the playground. The list under `?` is made from this. */
import { KEY_LIST } from '../words/key-list.ts';
import type { Key, KeyGroup } from './key-press.ts';
import type { Playground } from './playground.svelte.ts';
import { UNITS } from './cursor.svelte.ts';

const choose = (index: number) => (p: Playground) => {
  const { answer, step } = p.course;
  if (answer !== null || !step.prediction || !('choices' in step.prediction)) return;
  if (step.prediction.choices[index]) p.course.chosen = { choice: index };
};

export const KEYS: readonly KeyGroup<Playground>[] = [
  {
    title: KEY_LIST.time,
    keys: [
      {
        key: 'ArrowRight',
        label: '→',
        does: KEY_LIST.stepForward,
        run: (p) => {
          p.cursor.step(1);
        },
      },
      {
        key: 'ArrowLeft',
        label: '←',
        does: KEY_LIST.stepBack,
        run: (p) => {
          p.cursor.step(-1);
        },
      },
      {
        key: 'ArrowRight',
        shift: true,
        label: KEY_LIST.shift('→'),
        does: KEY_LIST.byteForward,
        run: (p) => {
          p.cursor.step(1, 'byte');
        },
      },
      {
        key: 'ArrowLeft',
        shift: true,
        label: KEY_LIST.shift('←'),
        does: KEY_LIST.byteBack,
        run: (p) => {
          p.cursor.step(-1, 'byte');
        },
      },
      {
        key: ' ',
        label: KEY_LIST.space,
        does: KEY_LIST.playOrPause,
        run: (p) => {
          p.toggle();
        },
      },
      {
        key: 'Home',
        label: KEY_LIST.home,
        does: KEY_LIST.toStart,
        run: (p) => {
          p.cursor.toStart();
        },
      },
      {
        key: 'End',
        label: KEY_LIST.end,
        does: KEY_LIST.toEnd,
        run: (p) => {
          p.cursor.toEnd();
        },
      },
      ...UNITS.map((unit): Key<Playground> => ({
        key: unit.charAt(0),
        label: unit.charAt(0),
        does: KEY_LIST.stepBy[unit],
        run: (p) => {
          p.cursor.unit = unit;
        },
      })),
      {
        key: '-',
        label: '-',
        does: KEY_LIST.slower,
        run: (p) => {
          p.cursor.slower();
        },
      },
      {
        key: '+',
        label: '+',
        does: KEY_LIST.faster,
        run: (p) => {
          p.cursor.faster();
        },
      },
    ],
  },
  {
    title: KEY_LIST.stream,
    keys: [
      {
        key: 's',
        label: 's',
        does: KEY_LIST.startOrStop,
        run: (p) => {
          p.startOrStop();
        },
      },
      {
        key: 'm',
        label: 'm',
        does: KEY_LIST.anyStream,
        run: (p) => {
          p.dialog = 'bench';
        },
      },
      {
        key: 'r',
        label: 'r',
        does: KEY_LIST.ownBytes,
        run: (p) => {
          p.dialog = 'own';
        },
      },
      {
        key: 't',
        label: 't',
        does: KEY_LIST.console,
        run: (p) => {
          p.console.show();
        },
      },
      {
        key: 'h',
        label: 'h',
        does: KEY_LIST.textOrHex,
        run: (p) => {
          p.hex = !p.hex;
        },
      },
      {
        key: 'Escape',
        label: KEY_LIST.escape,
        does: KEY_LIST.selectNothing,
        run: (p) => {
          p.selection.clear();
        },
      },
    ],
  },
  {
    title: KEY_LIST.lesson,
    hidden: (p) => p.console.shown,
    keys: [
      ...[0, 1, 2, 3, 4].map((index): Key<Playground> => ({
        key: String(index + 1),
        label: String(index + 1),
        does: KEY_LIST.chooseAnswer(index + 1),
        run: choose(index),
      })),
      {
        key: 'Enter',
        label: KEY_LIST.enter,
        does: KEY_LIST.proceed,
        run: (p) => {
          p.proceed();
        },
      },
      {
        key: 'w',
        label: 'w',
        does: KEY_LIST.write,
        run: (p) => {
          p.written?.reach();
        },
      },
      {
        key: 'n',
        label: 'n',
        does: KEY_LIST.nextStep,
        run: (p) => {
          p.course.forward();
        },
      },
      {
        key: 'p',
        label: 'p',
        does: KEY_LIST.previousStep,
        run: (p) => {
          p.course.back();
        },
      },
      {
        key: 'a',
        label: 'a',
        does: KEY_LIST.allLessons,
        run: (p) => {
          p.toContents();
        },
      },
    ],
  },
  {
    title: KEY_LIST.pool,
    hidden: (p) => p.recording.typed,
    keys: [
      {
        key: 'o',
        label: 'o',
        does: KEY_LIST.openStream,
        run: (p) => {
          p.pool.openStreams(1);
        },
      },
      {
        key: 'O',
        label: 'O',
        does: KEY_LIST.openTen,
        run: (p) => {
          p.pool.openStreams(10);
        },
      },
      {
        key: 'f',
        label: 'f',
        does: KEY_LIST.fetchAsset,
        run: (p) => {
          p.pool.fetchAsset();
        },
      },
      {
        key: 'x',
        label: 'x',
        does: KEY_LIST.closeOldest,
        run: (p) => {
          p.pool.closeOne();
        },
      },
      {
        key: 'u',
        label: 'u',
        does: KEY_LIST.undo,
        run: (p) => {
          p.pool.undo();
        },
      },
      {
        key: 'v',
        label: 'v',
        does: KEY_LIST.protocol,
        run: (p) => {
          p.pool.switchProtocol();
        },
      },
    ],
  },
  {
    title: KEY_LIST.help,
    keys: [
      {
        key: '?',
        label: '?',
        does: KEY_LIST.thisList,
        run: (p) => {
          p.dialog = 'keys';
        },
      },
    ],
  },
];
