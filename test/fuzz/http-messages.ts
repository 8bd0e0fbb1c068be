/**
 * Random HTTP/1.1 traffic of one side of a connection: several messages one after another, framed by chunks, by
 * Content-Length or by the close, mostly valid, each part now and then unusual or wrong; and then, in every third
 * sample, bytes changed, lost or doubled anywhere.
 */
import type { HttpSample } from './messages.ts';
import type { Random } from './prng.ts';
import { randomCuts } from './sample.ts';

/** How often a part is unusual: one in so many. */
const UNUSUAL = 40;

const VERSIONS = [
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/1.9',
  'HTTP/2.0',
  'HTTP/0.9',
  'HTTP/3',
  'http/1.1',
  'HTTP/1.10',
  'HTTP/11',
  '',
];
const STATUSES = [
  '100',
  '102',
  '103',
  '199',
  '200',
  '204',
  '205',
  '206',
  '299',
  '301',
  '304',
  '404',
  '500',
  '599',
];
const ODD_STATUSES = ['099', '000', '600', '999', '20', '2000', '2x0', '', '+20', '101'];
const REASONS = [' OK', ' ', '', ' No Content', ' caf\xe9', ' a\tb', '  two'];
const ODD_REASONS = [' \0', ' \x01', ' \x7f', '\tOK', 'OK', ' a\rb'];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'M-SEARCH'];
const ODD_METHODS = ['get', 'G', 'PROP', 'BREW', '', 'G T', 'G\x01T', 'GE(T', '\xe9'];
const TARGETS = ['/', '/events', '/?a=b', '*', 'http://a/b', '/%00', '//', '/a#b', '/"<>'];
const ODD_TARGETS = ['a', '', ' /', '/ /', '/\t', '/\x7f', '/\xe9', '/\0', 'http:/a', '?', 'a.b:80', '/\x01'];
const SPACES = ['  ', '\t', ''];

const NAMES = [
  'Content-Type',
  'X',
  'x-y',
  'Date',
  'Content-Lengt',
  'Transfer-Encodings',
  "!#$%&'*+-.^_`|~",
  'Host',
];
const ODD_NAMES = ['', 'a b', 'a\tb', 'X ', 'X\t', '\xe9', 'a\0', 'a(', ' X', '"', 'a\x7f'];
const AFTER_COLONS = [' ', ' ', ' ', '', '  ', '\t', ' \t '];
const VALUES = ['text/plain', 'a', '', 'a b', '"q"', '\xe9', 'a: b', 'a,b', 'x '];
const ODD_VALUES = [
  '\x01',
  'a\x7f',
  '\0',
  'a\0b',
  'a\rb',
  'a\r\n b',
  '\r\n b',
  'a\r\n\tb \r\n c',
  'a\r\n ',
  '\v',
  'a\r\n b\x01',
];

const CODINGS = ['Chunked', 'gzip, chunked', ' chunked ', 'chunked\r\nTransfer-Encoding:', 'CHUNKED'];
// prettier-ignore
const ODD_CODINGS = [
  'gzip', 'chunked, gzip', 'chunked, chunked', 'chunked\r\nTransfer-Encoding: chunked', 'identity', '', ',', 'chunked,',
  ',chunked', ', ,chunked', 'chunked;q=1', '"chunked"', 'xchunked', 'chunkedx', 'chunk', 'chunked x', 'chunked\r\nTransfer-Encoding: gzip',
  'gzip\r\nTransfer-Encoding: chunked', 'chunked\tx', 'chunked\r\n ', '\r\n chunked', 'chun\r\n ked',
];
const CONNECTIONS = [
  'keep-alive',
  'Keep-Alive',
  'x',
  'close, x',
  'Close',
  'close',
  'keep-alive, close',
  '',
  'closed',
  'clos',
  'x,keep-alive',
  '"close"',
];

const EXTENSIONS = [';a', ';a=b', ';a="b"', ';a="b;c\\"d"', ';a;b;c=d', ';a=""', ';a="\t\xe9"'];
// prettier-ignore
const ODD_EXTENSIONS = [
  ';', ';;a', ';a=', ';=b', ';a==b', ';a=b=c', ';a=b;', ' ;a', '; a', ';a =b', ';a= b', ';a=b ', ' ', '\t', ';a="b', ';a="b"x',
  ';a=b"c"', ';"a"', ';a="\x01"', ';a="\\\x01"', ';a="\\', ';a="\x7f"', ';\xe9', ';a=\xe9', ';a"', ';(', 'x', '\r', ' 5', ';a="b" ;c',
  '\t;\ta\t=\t"b"', ';a,b', ';a="\0"', ';a="b"="c"', ' ; a = b ', ';a="b"c"d"',
];
// prettier-ignore
const ODD_SIZES = [
  'G', '', ' 1', '-1', '+1', '0x1', '1FFFFFFFFFFFFF', '20000000000000', 'FFFFFFFFFFFFFFFF', '10000000000000000',
  '0000000000000001', '00000000000000001', '0'.repeat(200), '7FFFFFFFFFFFFFFF', '.', '000000000000000000005',
];
const TRAILERS = ['T: u\r\n', 'T:u\r\nX: y\r\n', 'T: \r\n', 'Expires: a, b\r\n'];
// prettier-ignore
const ODD_TRAILERS = [
  'Content-Length: 99\r\n', 'Content-Length: x\r\n', 'Transfer-Encoding: gzip\r\n', 'Connection: close\r\n', 'T: u\n', 'T : u\r\n', ': u\r\n',
  'T\r\n', 'T: a\r\n b\r\n', ' T: u\r\n', 'T: \x01\r\n', 'T: a\rb\r\n', 'T: \0\r\n', '\xe9: u\r\n', 'Transfer-Encoding: chunked\r\n',
  'Connection: keep-alive\r\n', 'Trailer: T\r\n', 'T: a\x7f\r\n', 'Upgrade: x\r\n',
];
const ODD_LINE_ENDS = ['\n', '\r', '\n\r', '\r\r\n', '', '\r\n\r\n', ' \r\n'];
const CONTENTS = [
  '',
  'x',
  'hello',
  'data: x\n\n',
  '0\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  '\r\n',
  '\xff\0',
  'GET / HTTP/1.1\r\n\r\n',
];
const BYTES = '\r\n\0 \t:;,="\\/019afGHT.-+\x7f\x80\xff';

/** The lengths that are counted, and their bounds, in bytes. */
const LONG = { head: 65_536, extension: 4096, trailer: 65_536 };

export function randomHttp(random: Random): HttpSample {
  const kind = random.oneIn(3) ? 'request' : 'response';
  const heads = kind === 'response' ? Array.from({ length: random.below(4) }, () => random.oneIn(6)) : [];
  let text = random.oneIn(UNUSUAL / 2)
    ? random.pick(['\r\n', '\n', '\r', '\r\n\r\n', '\n\r', ' ', '\r\r\n'])
    : '';
  for (let left = 1 + random.below(3); left > 0; left--) text += new MessageText(random, kind).text();
  if (random.oneIn(3)) text = broken(random, text);
  if (random.oneIn(10)) text = text.slice(0, random.below(text.length + 1));
  const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
  return { kind, bytes, cuts: randomCuts(random, bytes.length), heads, closed: random.oneIn(2) };
}

class MessageText {
  readonly #random: Random;
  readonly #kind: HttpSample['kind'];

  constructor(random: Random, kind: HttpSample['kind']) {
    this.#random = random;
    this.#kind = kind;
  }

  text(): string {
    const random = this.#random;
    const framing = random.pick(['chunks', 'chunks', 'chunks', 'length', 'length', 'close', 'none'] as const);
    let body = '';
    const fields = this.#fields();
    const add = (name: string, value: string): void =>
      void fields.splice(random.below(fields.length + 1), 0, `${name}: ${value}`);
    if (framing === 'chunks') {
      add('Transfer-Encoding', this.#usually('chunked', random.oneIn(2) ? CODINGS : ODD_CODINGS));
      body = this.#chunks();
    } else if (framing === 'length') {
      body = random.pick(CONTENTS);
      add(this.#usually('Content-Length', ['content-length', 'CONTENT-LENGTH']), this.#length(body.length));
    } else if (framing === 'close') body = random.pick(CONTENTS);
    if (random.oneIn(UNUSUAL * 2)) add('Content-Length', this.#length(body.length));
    if (random.oneIn(UNUSUAL * 2)) add('Transfer-Encoding', random.pick(CODINGS));
    return `${[this.#startLine(), ...fields].map((line) => line + this.#lineEnd()).join('')}${this.#lineEnd()}${body}`;
  }

  #usually<T>(usual: T, others: readonly T[], times = UNUSUAL): T {
    return this.#random.oneIn(times) ? this.#random.pick(others) : usual;
  }

  #lineEnd(): string {
    return this.#usually('\r\n', ODD_LINE_ENDS, UNUSUAL * 4);
  }

  #startLine(): string {
    const random = this.#random;
    const version = this.#usually('HTTP/1.1', VERSIONS);
    const space = () => this.#usually(' ', SPACES, UNUSUAL * 4);
    if (this.#kind === 'request') {
      const method = this.#usually(random.pick(METHODS), ODD_METHODS);
      return `${method}${space()}${this.#usually(random.pick(TARGETS), ODD_TARGETS)}${space()}${version}`;
    }
    const status = this.#usually(this.#usually('200', STATUSES, 3), ODD_STATUSES);
    return `${version}${space()}${status}${this.#usually(random.pick(REASONS), ODD_REASONS)}`;
  }

  #fields(): string[] {
    const random = this.#random;
    const fields = Array.from({ length: random.below(4) }, () => {
      const name = this.#usually(random.pick(NAMES), ODD_NAMES);
      return `${name}:${random.pick(AFTER_COLONS)}${this.#usually(random.pick(VALUES), ODD_VALUES)}`;
    });
    if (random.oneIn(10)) fields.push(`Connection: ${random.pick(CONNECTIONS)}`);
    if (random.oneIn(5000)) fields.push(`Long: ${'x'.repeat(LONG.head - random.below(200))}`);
    return fields;
  }

  #length(size: number): string {
    if (!this.#random.oneIn(UNUSUAL / 2)) return String(size);
    // prettier-ignore
    const odd = [
      `0${size}`, ` ${size} `, `${size},${size}`, `${size}, ${size}`, `${size}, 9`, `${size}\r\nContent-Length: ${size}`,
      `${size}\r\nContent-Length: 3`, `+${size}`, '-1', '', 'x', '0x1', `${size} ${size}`, `${size}\t`, `${size};`, ',', `${size},`,
      '9007199254740991', '9007199254740992', '18446744073709551615', '18446744073709551616', `${size}\r\n ${size}`, `\r\n ${size}`,
      `${size + 1}`, `${Math.max(0, size - 1)}`, `${size}.0`, `${size}\r\nContent-Length:`,
    ];
    return this.#random.pick(odd);
  }

  #chunks(): string {
    const random = this.#random;
    let text = '';
    for (let left = random.below(4); left > 0; left--) {
      const content = random.pick(CONTENTS);
      if (content !== '') text += this.#sizeLine(content.length) + content + this.#lineEnd();
    }
    const section = random.oneIn(5) ? random.pick(TRAILERS) : '';
    let trailers = this.#usually(section, ODD_TRAILERS);
    if (random.oneIn(5000)) trailers = `T:${'x'.repeat(LONG.trailer - random.below(8))}\r\n`;
    return text + this.#sizeLine(0) + trailers + this.#lineEnd();
  }

  #sizeLine(size: number): string {
    const random = this.#random;
    const hex = size.toString(16);
    const digits = this.#usually(
      random.pick([hex, hex, hex.toUpperCase(), `0${hex}`]),
      ODD_SIZES,
      UNUSUAL * 2,
    );
    let extension = this.#usually(random.oneIn(5) ? random.pick(EXTENSIONS) : '', ODD_EXTENSIONS);
    if (random.oneIn(2000)) extension = `;${'x'.repeat(LONG.extension - random.below(4))}`;
    return digits + extension + this.#lineEnd();
  }
}

/** The text with one to three places changed. */
function broken(random: Random, text: string): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(result.length + 1);
    const more = at + 1 + random.below(random.pick([1, 1, 1, 20]));
    const byte = BYTES[random.below(BYTES.length)] as string;
    const middle = random.pick([
      byte,
      byte,
      result.slice(at, at + 1) + byte,
      '',
      result.slice(at, more).repeat(2),
    ]);
    result = result.slice(0, at) + middle + result.slice(random.oneIn(3) ? more : at + 1);
  }
  return result;
}
