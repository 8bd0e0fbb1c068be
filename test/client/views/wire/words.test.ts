import { describe, expect, it } from 'vitest';
import { Rows } from '../../../../client/views/wire/rows.ts';
import { rowInWords } from '../../../../client/views/wire/words.ts';
import { switching, UPGRADE, webSocketFrame } from '../../../lessons/protocol/websocket-wire.ts';
import { arrival, dissect } from '../../../lessons/protocol/wire.ts';

describe('a row in words', () => {
  it('names the WebSocket frame, and does not take what a client sends then for a request', () => {
    const dissection = dissect([
      arrival(UPGRADE, 'client'),
      arrival([switching(), webSocketFrame('server', 0x81, 'Hello')]),
      arrival(webSocketFrame('client', 0x82, 'Hello'), 'client'),
    ]);
    const rows = new Rows(dissection, 40, null, new Set());
    const said = rows.slice(0, rows.length).map((row) => rowInWords(row, dissection, row.end));
    const [head, text] = [switching().length, UPGRADE.length];
    expect(said[0]).toMatch(/^request 0: GET/);
    expect(said.slice(-4)).toEqual([
      String.raw`byte ${head}: \x81\x05 (FIN bit and opcode, MASK bit and payload length, WebSocket frame 1, text, 5 bytes)`,
      `byte ${head + 2}: Hello (payload data, WebSocket frame 1, text, 5 bytes)`,
      String.raw`client byte ${text}: \x82\x857\xfa!= (FIN bit and opcode, MASK bit and payload length, masking key, WebSocket frame 1, binary, 5 bytes)`,
      String.raw`client byte ${text + 6}: \x7f\x9fMQX (payload data, masked, WebSocket frame 1, binary, 5 bytes)`,
    ]);
  });
});
