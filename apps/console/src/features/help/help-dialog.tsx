'use client';

import { useUiStore } from '../../ui-state/ui-store.ts';
import { ModalDialog } from '../panel/modal-dialog.tsx';
import { Shortcuts } from './shortcuts.tsx';

/** What one is looking at, and the keys. */
export function HelpDialog() {
  const isOpen = useUiStore((state) => state.dialog === 'help');
  const openDialog = useUiStore((state) => state.openDialog);
  const close = () => openDialog('none');
  return (
    <ModalDialog title="How to read this page" isOpen={isOpen} onClose={close}>
      <p className="mb-4 text-ink-soft">
        Simulated traders hold positions with borrowed money. When the price moves against one of them until
        its margin is nearly used up, the exchange closes it by force. That forced order moves the price a
        little further, and may reach the next one: a cascade. With isolated margin a trader risks only what
        was set aside for one position; with cross margin the whole wallet stands behind all of them.
      </p>
      <Shortcuts />
      <div className="mt-5 flex justify-end">
        <button type="button" className="control control-primary" onClick={close}>
          Close
        </button>
      </div>
    </ModalDialog>
  );
}
