/** Judges code by what it has shown against one stream. What is wrong says which, why, and in which line. */
import type { Code } from '../schema/code.ts';
import { compare, type Compared } from './compared.ts';

/** A value that JSON has. */
export type Shown = Code['shows'][number];

/** What code has done so far, against one stream. */
export interface CodeRun {
  /** What `show` was called with. */
  readonly shown: readonly Shown[];
  /** What it threw, and in which of its lines, from 1; the line is null when that is not known. */
  readonly error: CodeFault | null;
  /** Whether it has had all the time that it could need. */
  readonly over: boolean;
}

export interface CodeFault {
  readonly says: string;
  readonly line: number | null;
}

export interface CodeVerdict {
  /** `open` while what is still to come decides. */
  readonly state: 'open' | 'done' | 'failed';
  readonly shown: Compared;
  readonly fault: CodeFault | null;
}

export function judgeCode(wanted: readonly Shown[], { shown, error, over }: CodeRun): CodeVerdict {
  const [asked, came] = [wanted.map(asText), shown.map(asText)];
  const compared = compare(asked, came, (index) => asked[index] === came[index]);
  const says = wrongShown(asked, came, compared, over);
  const fault = error ?? (says === null ? null : { says, line: null });
  return { state: fault ? 'failed' : over ? 'done' : 'open', shown: compared, fault };
}

/** What is wanted, of code that was not run yet. */
export const wantedOf = (wanted: readonly Shown[]): Compared => compare(wanted.map(asText), [], () => false);

function wrongShown(
  asked: readonly string[],
  came: readonly string[],
  { differs }: Compared,
  over: boolean,
): string | null {
  if (differs !== null) {
    const wanted = asked[differs];
    const number = differs + 1;
    return wanted === undefined
      ? `show was called once too often: call ${number} was ${came[differs]}.`
      : `Call ${number} of show was ${came[differs]}; ${wanted} is wanted.`;
  }
  if (!over || came.length === asked.length) return null;
  const count =
    came.length === 0 ? 'not called' : came.length === 1 ? 'called once' : `called ${came.length} times`;
  return `show was ${count}; ${asked.length === 1 ? 'one call is' : `${asked.length} calls are`} wanted.`;
}

/** As JSON in which the names of an object are in order, so that two that are the same are the same text. */
function asText(value: Shown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{ ${pairs.map(([name, each]) => `${JSON.stringify(name)}: ${asText(each)}`).join(', ')} }`;
}
