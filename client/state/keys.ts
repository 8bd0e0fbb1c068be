/** Every key of the playground. The list under `?` is made from this. */
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
    title: 'Time',
    keys: [
      {
        key: 'ArrowRight',
        label: '→',
        does: 'Step forward',
        run: (p) => {
          p.cursor.step(1);
        },
      },
      {
        key: 'ArrowLeft',
        label: '←',
        does: 'Step back',
        run: (p) => {
          p.cursor.step(-1);
        },
      },
      {
        key: 'ArrowRight',
        shift: true,
        label: 'Shift →',
        does: 'One byte forward',
        run: (p) => {
          p.cursor.step(1, 'byte');
        },
      },
      {
        key: 'ArrowLeft',
        shift: true,
        label: 'Shift ←',
        does: 'One byte back',
        run: (p) => {
          p.cursor.step(-1, 'byte');
        },
      },
      {
        key: ' ',
        label: 'Space',
        does: 'Play or pause',
        run: (p) => {
          p.toggle();
        },
      },
      {
        key: 'Home',
        label: 'Home',
        does: 'To the start',
        run: (p) => {
          p.cursor.toStart();
        },
      },
      {
        key: 'End',
        label: 'End',
        does: 'To the end, or live',
        run: (p) => {
          p.cursor.toEnd();
        },
      },
      ...UNITS.map((unit): Key<Playground> => ({
        key: unit.charAt(0),
        label: unit.charAt(0),
        does: `Step by ${unit}`,
        run: (p) => {
          p.cursor.unit = unit;
        },
      })),
      {
        key: '-',
        label: '-',
        does: 'Slower',
        run: (p) => {
          p.cursor.slower();
        },
      },
      {
        key: '+',
        label: '+',
        does: 'Faster',
        run: (p) => {
          p.cursor.faster();
        },
      },
    ],
  },
  {
    title: 'Stream',
    keys: [
      {
        key: 's',
        label: 's',
        does: 'Start or stop the stream',
        run: (p) => {
          p.startOrStop();
        },
      },
      {
        key: 'm',
        label: 'm',
        does: 'Make any stream',
        run: (p) => {
          p.dialog = 'bench';
        },
      },
      {
        key: 'r',
        label: 'r',
        does: 'Read bytes of your own',
        run: (p) => {
          p.dialog = 'own';
        },
      },
      {
        key: 't',
        label: 't',
        does: 'Type in the console',
        run: (p) => {
          p.console.show();
        },
      },
      {
        key: 'h',
        label: 'h',
        does: 'Wire as text or hex',
        run: (p) => {
          p.hex = !p.hex;
        },
      },
      {
        key: 'Escape',
        label: 'Esc',
        does: 'Select nothing',
        run: (p) => {
          p.selection.clear();
        },
      },
    ],
  },
  {
    title: 'Lesson',
    keys: [
      ...[0, 1, 2, 3, 4].map((index): Key<Playground> => ({
        key: String(index + 1),
        label: String(index + 1),
        does: `Choose answer ${index + 1}`,
        run: choose(index),
      })),
      {
        key: 'Enter',
        label: 'Enter',
        does: 'Check and continue',
        run: (p) => {
          p.proceed();
        },
      },
      {
        key: 'w',
        label: 'w',
        does: 'Write in the editor of the step',
        run: (p) => {
          p.written?.reach();
        },
      },
      {
        key: 'n',
        label: 'n',
        does: 'Next step',
        run: (p) => {
          p.course.forward();
        },
      },
      {
        key: 'p',
        label: 'p',
        does: 'Previous step',
        run: (p) => {
          p.course.back();
        },
      },
      {
        key: 'a',
        label: 'a',
        does: 'All lessons',
        run: (p) => {
          p.toContents();
        },
      },
    ],
  },
  {
    title: 'Simulated pool',
    keys: [
      {
        key: 'o',
        label: 'o',
        does: 'Open a stream',
        run: (p) => {
          p.pool.openStreams(1);
        },
      },
      {
        key: 'O',
        label: 'O',
        does: 'Open ten streams',
        run: (p) => {
          p.pool.openStreams(10);
        },
      },
      {
        key: 'f',
        label: 'f',
        does: 'Fetch an asset',
        run: (p) => {
          p.pool.fetchAsset();
        },
      },
      {
        key: 'x',
        label: 'x',
        does: 'Close the oldest stream',
        run: (p) => {
          p.pool.closeOne();
        },
      },
      {
        key: 'u',
        label: 'u',
        does: 'Undo',
        run: (p) => {
          p.pool.undo();
        },
      },
      {
        key: 'v',
        label: 'v',
        does: 'HTTP/1.1 or HTTP/2',
        run: (p) => {
          p.pool.switchProtocol();
        },
      },
    ],
  },
  {
    title: 'Help',
    keys: [
      {
        key: '?',
        label: '?',
        does: 'This list',
        run: (p) => {
          p.dialog = 'keys';
        },
      },
    ],
  },
];

/** What is not to be seen has no keys: the lesson behind the console, the model of a browser beside typed requests. */
function isHidden({ title }: KeyGroup<Playground>, { console, recording }: Playground): boolean {
  return (title === 'Lesson' && console.shown) || (title === 'Simulated pool' && recording.typed);
}

export const keysNow = (playground: Playground): readonly KeyGroup<Playground>[] =>
  KEYS.filter((group) => !isHidden(group, playground));
