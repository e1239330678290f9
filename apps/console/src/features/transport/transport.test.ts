import { describe, expect, it } from 'vitest';
import { keyboardAction } from './keyboard-action.ts';
import { parseShockPercent } from './shock-request.ts';

const ON_PAGE = { hasModifier: false, targetTag: 'body', isDialogOpen: false };

describe('keyboardAction', () => {
  it.each([
    [' ', 'toggle'],
    ['.', 'step'],
    ['s', 'shock'],
    ['?', 'help'],
    ['x', null],
  ] as const)('takes %j for %s', (key, action) => {
    expect(keyboardAction({ ...ON_PAGE, key })).toBe(action);
  });

  it('leaves the keys to whoever types or chooses', () => {
    for (const targetTag of ['input', 'select', 'textarea']) {
      expect(keyboardAction({ ...ON_PAGE, targetTag, key: 's' })).toBeNull();
    }
  });

  it('leaves the space bar to the button that has the focus', () => {
    expect(keyboardAction({ ...ON_PAGE, targetTag: 'button', key: ' ' })).toBeNull();
    expect(keyboardAction({ ...ON_PAGE, targetTag: 'button', key: '.' })).toBe('step');
  });

  it('does nothing behind a dialog or with a modifier', () => {
    expect(keyboardAction({ ...ON_PAGE, isDialogOpen: true, key: ' ' })).toBeNull();
    expect(keyboardAction({ ...ON_PAGE, hasModifier: true, key: 's' })).toBeNull();
  });
});

describe('parseShockPercent', () => {
  it.each([
    ['-5', -5],
    ['−2.5', -2.5],
    [' 10 % ', 10],
    ['50', 50],
  ])('reads %j', (text, percent) => {
    expect(parseShockPercent(text)).toEqual({ isParsed: true, percent });
  });

  it.each(['', '0', '-51', '50.01', 'five', '1e99', '--5'])(
    'refuses %j and says what it expected',
    (text) => {
      const parsed = parseShockPercent(text);
      expect(parsed.isParsed ? '' : parsed.reason).toBe(
        'A shock is a percentage from −50 to 50, not 0: such as −5.',
      );
    },
  );
});
