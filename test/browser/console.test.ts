/** The console: HTTP typed by hand into the real lab, in a real browser, and seen in every pane. */
import { describe, expect } from 'vitest';
import type { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

const eventsOf = async (page: PlaygroundPage) => (await page.look()).events;

async function openConsole(page: PlaygroundPage): Promise<void> {
  await page.page.getByRole('button', { name: 'Console', exact: true }).click();
  await expect.poll(() => page.typed.evaluate((field) => field === document.activeElement)).toBe(true);
}

describe('the console', () => {
  test('takes a ready-made request, sends it, and shows all that comes back', async ({ open }) => {
    const page = await open();
    await openConsole(page);
    expect(await page.lesson.count()).toBe(0);
    expect(await page.connection()).toBe('not connected');
    await page.chooseRequest(/^Back after event 3/);
    expect(await page.typed.inputValue()).toMatch(
      /^GET \/stream\?id=1&count=6 HTTP\/1\.1\nHost: localhost\n/,
    );
    await page.press('Enter');
    await expect.poll(() => eventsOf(page), { timeout: 10_000 }).toHaveLength(3);
    expect((await eventsOf(page))[0]).toMatch(/^Event 1, message .*event 4 event 1, .*, id 4$/);
    expect(await page.connection()).toBe('connected to the lab, connection 1');
    expect(await page.standing()).toBe('console, one TCP connection open');
    await expect.poll(() => page.terminalText()).toMatch(/id: 6\\n/);
    await expect.poll(() => page.consoleText()).toMatch(/← id: 6\\n/);
    await expect.poll(() => page.transcript()).toContain('received id: 6\\n');
    const lines = await page.transcript();
    expect(lines.slice(0, 4)).toEqual([
      'connection 1 opened',
      'sent GET /stream?id=1&count=6 HTTP/1.1\\r\\n',
      'sent Host: localhost\\r\\n',
      'sent Last-Event-ID: 3\\r\\n',
    ]);
    expect(lines).toContain('received HTTP/1.1 200 OK\\r\\n');
  });

  test('shows two requests on one connection: the second waits for the first', async ({ open }) => {
    const page = await open();
    await page.press('t');
    await page.chooseRequest(/^Two requests/);
    await page.press('Enter');
    await expect
      .poll(() => page.typedConnections())
      .toEqual([
        'Connection 1 open GET /stream?end=hold&count=1 200, open GET /healthz waits for the response before its own',
      ]);
    await page.console.getByRole('button', { name: 'New connection' }).click();
    await page.typed.fill('GET /healthz HTTP/1.1\nHost: localhost\n');
    await page.press('Enter');
    await expect
      .poll(async () => (await page.typedConnections())[1])
      .toBe('Connection 2 open GET /healthz 204, complete');

    await page.console.getByRole('button', { name: '1', exact: true }).click();
    await page.console.getByRole('button', { name: 'End (FIN)' }).click();
    await expect
      .poll(async () => (await page.typedConnections())[0])
      .toBe(
        'Connection 1 ended by you (FIN) GET /stream?end=hold&count=1 200, cut off GET /healthz never answered',
      );
    expect(await page.connection()).toBe('you ended connection 1 (FIN)');
    await page.console.getByRole('button', { name: '2', exact: true }).click();
    await page.console.getByRole('button', { name: 'Reset (RST)' }).click();
    await expect.poll(() => page.connection()).toBe('you reset connection 2 (RST)');
    await expect.poll(() => page.standing()).toBe('typed in the console, recorded');
  });

  test('is typed into line by line, with the keyboard alone', async ({ open }) => {
    const page = await open();
    await page.press('t');
    await page.typed.waitFor();
    // The keys of the page mean nothing here.
    await page.page.keyboard.type('GET /stream?count=1 HTTP/1.0');
    await page.press('Enter', 'Enter');
    await expect.poll(() => page.connection()).toBe('the lab ended connection 1 (FIN)');
    await expect.poll(() => eventsOf(page)).toHaveLength(1);
    await expect.poll(async () => (await page.transcript()).length).toBeGreaterThan(3);
    expect((await page.transcript()).slice(0, 3)).toEqual([
      'connection 1 opened',
      'sent GET /stream?count=1 HTTP/1.0\\r\\n',
      'sent \\r\\n',
    ]);
    await page.press('ArrowUp');
    expect(await page.typed.inputValue()).toBe('GET /stream?count=1 HTTP/1.0');
    await page.press('ArrowDown');
    expect(await page.typed.inputValue()).toBe('');

    await page.tabTo(page.console.getByRole('button', { name: 'LF', exact: true }));
    await page.press('Enter', 't');
    await page.page.keyboard.type('hello');
    await page.press('Enter', 'Enter');
    await expect.poll(() => page.connection()).toBe('the lab ended connection 2 (FIN)');
    await expect.poll(() => page.transcript()).toContain('the lab ended connection 2 (FIN)');
    expect(await page.transcript()).toContain('sent hello\\n');
    expect(await page.transcript()).toContain('received HTTP/1.1 400 Bad Request\\r\\n');
    // An empty line alone opens no connection.
    await page.press('Enter');
    await page.press('ArrowUp');
    expect(await page.typed.inputValue()).toBe('hello');
    expect(await page.transcript()).not.toContain('connection 3 opened');

    // Escape leaves the field, and the keys of the page are keys again.
    await page.press('Escape', 'Home');
    expect(await page.offset()).toBe(0);
    await page.press('End');
    expect(await page.offset()).toBe(await page.recorded());
  });

  test('prints what was captured, and obeys none of it', async ({ open }) => {
    const page = await open();
    await page.press('t');
    await page.typed.fill('GET /stream?count=1&data=%1b[2Ja%1b]0;b%07c%9b HTTP/1.0\n');
    await page.press('Enter');
    await expect.poll(() => page.consoleText()).toMatch(/← data: \\x1b\[2Ja\\x1b\]0;b\\x07c/);
    expect(await page.consoleText()).toMatch(/→ GET \/stream/);
  });

  test('reads slowly: what is read comes drop by drop, and then all of it', async ({ open }) => {
    const page = await open();
    await page.press('t');
    await page.console.getByRole('button', { name: 'Read slowly' }).click();
    await page.typed.fill('GET /stream?count=40&every=0 HTTP/1.0\n');
    await page.press('Enter');
    await page.untilRecorded(100);
    expect(await page.recorded()).toBeLessThan(600);
    await page.console.getByRole('button', { name: 'Read slowly' }).click();
    await expect.poll(() => eventsOf(page)).toHaveLength(40);
  });

  test('plays back what was typed, at the speed at which it came', async ({ open }) => {
    const page = await open();
    await page.press('t');
    await page.typed.fill('GET /stream?count=3&every=400 HTTP/1.0\n');
    await page.press('Enter');
    await expect.poll(() => eventsOf(page)).toHaveLength(3);
    await expect.poll(() => page.standing()).toBe('typed in the console, recorded');
    await page.press('Escape', 'Home');
    expect(await eventsOf(page)).toHaveLength(0);
    await page.playButton.click();
    await expect.poll(() => eventsOf(page)).toHaveLength(1);
    await expect.poll(() => eventsOf(page)).toHaveLength(3);
  });

  test('gives way to a stream of the lesson, or to a file, and says so', async ({ open }) => {
    const page = await open();
    await openConsole(page);
    await page.chooseRequest(/^A stream that never ends/);
    await page.press('Enter');
    await expect.poll(() => eventsOf(page)).toHaveLength(1);
    await page.press('Escape', 's');
    await expect.poll(() => page.standing()).toMatch(/^live, HTTP\/1\.1/);
    expect(await page.connection()).toBe('not connected');
    await expect
      .poll(() => page.transcript())
      .toContain('The page shows another recording now: the connections were closed.');
    expect((await page.slots())[0]).toMatch(/^Slot 1/);

    await page.typed.fill('GET /stream HTTP/1.1\nHost: localhost\n');
    await page.press('Enter');
    await expect.poll(() => page.standing()).toBe('console, one TCP connection open');
    await page.openFile('old.txt', new TextEncoder().encode('data: a\n\n'));
    await expect.poll(() => page.connection()).toBe('not connected');
    expect(await page.standing()).toBe('event stream from old.txt');
    await page.page.waitForTimeout(1300);
    expect(await page.recorded()).toBe(9);
  });

  test('is closed by its button: the lesson is back, what was recorded stays', async ({ open }) => {
    const page = await open();
    await openConsole(page);
    await page.chooseRequest(/^A stream that never ends/);
    await page.press('Enter');
    await expect.poll(() => eventsOf(page)).toHaveLength(1);
    await page.console.getByRole('button', { name: 'Close the console' }).click();
    await page.lesson.waitFor();
    expect(await page.standing()).toBe('typed in the console, recorded');
    const recorded = await page.recorded();
    await page.page.waitForTimeout(1300);
    expect(await page.recorded()).toBe(recorded);
    await openConsole(page);
    await expect
      .poll(() => page.transcript())
      .toContain('The console was closed, and its connections with it.');
    await expect.poll(() => page.consoleText()).toMatch(/← data: event 1/);
  });

  test('makes room for a lesson that is chosen', async ({ open }) => {
    const page = await open();
    await openConsole(page);
    await page.page.getByRole('link', { name: 'Contents', exact: true }).click();
    await page.rowsOfContents.last().getByRole('link').first().click();
    await page.lesson.waitFor();
    expect(await page.console.count()).toBe(0);
  });

  test('is one of the panes of a narrow window', async ({ open }) => {
    const page = await open('', { viewport: { width: 390, height: 844 } });
    await page.page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.page.getByRole('button', { name: 'Console', exact: true }).first().click();
    await page.typed.waitFor();
    const [first] = await page.paneSwitches();
    expect(await first?.innerText()).toBe('Console');
    expect(await first?.getAttribute('aria-pressed')).toBe('true');
  });
});
