/** The library eventsource-parser, which takes text: a decoder stands before it. The last event ID is kept by its user. */
import { createParser } from 'eventsource-parser';
import type { Program } from '../../../lessons/race/program.ts';

export const library: Program = (decoder, dispatch) => {
  let lastEventId = '';
  const parser = createParser({
    onId(id) {
      lastEventId = id;
    },
    onEvent({ event = 'message', data }) {
      dispatch({ type: event, data, lastEventId });
    },
  });
  return (bytes) => {
    parser.feed(decoder.decode(bytes, { stream: true }));
  };
};
