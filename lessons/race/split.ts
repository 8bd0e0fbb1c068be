/**
 * The dozen lines of many a tutorial. They take each read for whole events: an event that is cut between two reads is
 * lost, and so is a character that is. They know no other line end than LF, no colon without a space, no type and no id.
 */
import type { Program } from './program.ts';

export const split: Program = (decoder, dispatch) => (bytes) => {
  const text = decoder.decode(bytes);
  for (const block of text.split('\n\n')) {
    for (const line of block.split('\n')) {
      if (line.startsWith('data: ')) {
        dispatch({ type: 'message', data: line.slice('data: '.length), lastEventId: '' });
      }
    }
  }
};
