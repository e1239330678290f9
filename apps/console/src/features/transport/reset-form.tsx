'use client';

import { type FormEvent, useState } from 'react';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { ModalDialog } from '../panel/modal-dialog.tsx';
import type { RunActions } from './run-actions.ts';

/** Starts over: the same seed gives the same run, another seed another one. Asks first. */
export function ResetForm({ actions }: { readonly actions: RunActions }) {
  const currentSeed = useLiveView((view) => view.run?.seed ?? '');
  const isOpen = useUiStore((state) => state.dialog === 'reset');
  const openDialog = useUiStore((state) => state.openDialog);
  // Null until somebody types: then the field follows the seed of the run.
  const [typedSeed, setTypedSeed] = useState<string | null>(null);
  const seed = (typedSeed ?? currentSeed).trim();

  function ask(event: FormEvent) {
    event.preventDefault();
    if (seed !== '') openDialog('reset');
  }

  function confirm() {
    openDialog('none');
    setTypedSeed(null);
    actions.reset(seed);
  }

  return (
    <>
      <form className="flex items-center gap-1.5" onSubmit={ask} aria-label="Reset">
        <label className="inline-flex items-center gap-1.5 text-ink-soft text-xs">
          Seed
          <input
            className="field figures w-20"
            autoComplete="off"
            maxLength={64}
            value={typedSeed ?? currentSeed}
            onChange={({ target }) => setTypedSeed(target.value)}
          />
        </label>
        <button type="submit" className="control" disabled={seed === ''}>
          Reset…
        </button>
      </form>
      <ModalDialog title="Reset the run?" isOpen={isOpen} onClose={() => openDialog('none')}>
        <p className="text-ink-soft">
          The market begins again with seed <strong className="text-ink">{seed}</strong>, for everybody who is
          connected.
          {seed === currentSeed
            ? ' It is the same seed, so the same things will happen, as long as nobody intervenes.'
            : ' Another seed draws other traders and another path between the same landmarks.'}
        </p>
        <div className="mt-5 flex justify-end gap-2">
          <button type="button" className="control" onClick={() => openDialog('none')}>
            Keep this run
          </button>
          <button type="button" className="control control-primary" onClick={confirm}>
            Reset with seed {seed}
          </button>
        </div>
      </ModalDialog>
    </>
  );
}
