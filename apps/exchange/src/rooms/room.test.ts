import { afterEach, describe, expect, test } from 'vitest';
import { type OpenedRoom, openRoom, type Room, RoomError, type RoomNews } from './room.ts';
import type { RoomOptions } from './room-messages.ts';

const OPTIONS: RoomOptions = { scenario: 'load-test', seed: '7', isPaused: true, seatsMax: 5 };

const open: Room[] = [];

afterEach(async () => {
  for (const room of open.splice(0)) await room.close();
});

async function openNewsRoom(
  options: RoomOptions = OPTIONS,
): Promise<OpenedRoom & { readonly news: RoomNews[]; readonly reports: unknown[] }> {
  const news: RoomNews[] = [];
  const reports: unknown[] = [];
  const opened = await openRoom(options, {
    news: (item) => news.push(item),
    report: (error) => reports.push(error),
  });
  open.push(opened.room);
  return { ...opened, news, reports };
}

function seat(name: string) {
  const action = { kind: 'seat', name, tokenHash: `hash-of-${name}` } as const;
  return { actor: `seat:${name}`, requestId: null, action } as const;
}

describe('a room in a thread of its own', () => {
  test('does what is asked in the order of asking', async () => {
    const { room } = await openNewsRoom();
    const answers = await Promise.all([
      room.ask('take', seat('ada')),
      room.ask('take', seat('ada')),
      room.ask('step', 1_000),
      room.ask('seatTotals', null),
    ]);
    expect(answers[0]).toMatchObject({ ok: true, value: { name: 'ada', deposit: '100000' } });
    expect(answers[1]).toMatchObject({ ok: false, code: 'SEAT_NAME_TAKEN' });
    expect(answers[2]).toMatchObject({ phase: 'paused', simulatedMs: 1_000 });
    expect(answers[3]).toMatchObject({ seats: 1, conservationError: '0' });
  });

  test('tells what happens in it', async () => {
    const { room, news } = await openNewsRoom();
    await room.ask('step', 1_000);
    await expect.poll(() => room.state.simulatedMs).toBe(1_000);
    expect(new Set(news.map(({ kind }) => kind))).toEqual(new Set(['frame', 'runState']));
  });

  test('takes its people along into another run', async () => {
    const { room, news } = await openNewsRoom();
    await room.ask('take', seat('ada'));
    await room.ask('take', seat('grace'));
    const people = [{ name: 'grace', tokenHash: 'hash-of-grace' }];
    const answer = await room.ask('reset', { change: { seed: '8' }, people });
    expect(answer).toMatchObject({ ok: true, value: { seed: '8', phase: 'ready' } });
    await expect.poll(() => news.some(({ kind }) => kind === 'replaced')).toBe(true);
    expect(room.findSeat('hash-of-grace')).toMatchObject({ name: 'grace' });
    expect(room.findSeat('hash-of-ada')).toBeNull();
  });

  test('that cannot begin says why', async () => {
    await expect(openNewsRoom({ ...OPTIONS, scenario: 'loud-day' })).rejects.toThrow(RoomError);
    await expect(openNewsRoom({ ...OPTIONS, scenario: 'loud-day' })).rejects.toThrow(
      /^no scenario "loud-day"/,
    );
  });

  test('that breaks down stops alone: whoever asks is told, and everybody sees that it stands still', async () => {
    const { room, news, reports } = await openNewsRoom();
    const { room: other } = await openNewsRoom();
    const waiting = room.ask('snapshot', null);
    room.crash(new RangeError('out of memory'));
    await expect(waiting).rejects.toThrow('out of memory');
    expect(await room.failed).toBeInstanceOf(RangeError);
    expect(room.state).toMatchObject({ phase: 'finished', haltReason: 'RangeError: out of memory' });
    expect(news.at(-1)).toMatchObject({ kind: 'runState', state: { phase: 'finished' } });
    expect(reports).toHaveLength(1);
    await expect(room.ask('state', null)).rejects.toThrow('the room is closed');
    expect(await other.ask('step', 1_000)).toMatchObject({ simulatedMs: 1_000 });
  });

  test('asked for what makes no sense it says so and goes on', async () => {
    const { room } = await openNewsRoom();
    await expect(room.ask('account', 999_999 as never)).rejects.toThrow(/no account 999999/);
    expect(await room.ask('step', 1)).toMatchObject({ simulatedMs: 1 });
  });
});
