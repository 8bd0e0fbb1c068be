/**
 * A careful start: what is not a whole line yet waits for the next read, and so does a character that is cut. But it
 * trims every value, where the standard takes one space; it forgets the line feed between two data lines, takes an event
 * without text for none, and a lone CR for no line end.
 */
import type { Program } from './program.ts';

export const trim: Program = (decoder, dispatch) => {
  let rest = '';
  let type = '';
  let data = '';
  let lastEventId = '';
  return (bytes) => {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [name, ...values] = line.split(':');
      const value = values.join(':').trim();
      if (name === 'event') type = value;
      if (name === 'data') data += value;
      if (name === 'id') lastEventId = value;
      if (line.trim() === '') {
        if (data !== '') dispatch({ type: type || 'message', data, lastEventId });
        type = '';
        data = '';
      }
    }
  };
};
