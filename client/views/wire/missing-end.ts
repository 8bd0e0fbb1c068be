/** What the wire does not show: the end that the server has not written. */
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { RunStatus } from '../../state/recording.svelte.ts';
import { WIRE } from '../../words/wire.ts';

export function missingEnd(
  dissection: Dissection,
  status: RunStatus,
): { readonly text: string; readonly bytes: string } | null {
  const response = dissection.messages.findLast(({ kind }) => kind === 'response');
  if (
    !response ||
    response.headEnd === null ||
    response.framing !== 'chunked' ||
    response.outcome === 'complete'
  ) {
    return null;
  }
  return { text: textOf(status, response.open), bytes: '0\\r\\n\\r\\n' };
}

function textOf(status: RunStatus, open: boolean): string {
  if (status === 'own') return WIRE.missingEnd.own;
  return status === 'live' && open ? WIRE.missingEnd.unwritten : WIRE.missingEnd.closed;
}
