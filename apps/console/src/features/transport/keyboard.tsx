'use client';

import { useEffect } from 'react';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { type KeyboardAction, keyboardAction } from './keyboard-action.ts';
import { STEP_SHORT_MS, useRunActions } from './run-actions.ts';
import { SHOCK_FIELD_ID } from './shock-form.tsx';

/** Listens for the keys that drive the run. Draws nothing. */
export function Keyboard() {
  const actions = useRunActions();
  const isAdmin = useLiveView((view) => view.isAdmin);
  const phase = useLiveView((view) => view.run?.phase);

  useEffect(() => {
    const perform = (action: KeyboardAction): void => {
      if (action === 'help') {
        useUiStore.getState().openDialog('help');
        return;
      }
      if (!isAdmin) return;
      if (action === 'shock') document.getElementById(SHOCK_FIELD_ID)?.focus();
      else if (phase === 'finished')
        useUiStore.getState().report('The run is over; reset it to go on.', true);
      else if (action === 'step') actions.step(STEP_SHORT_MS);
      else if (phase === 'running') actions.pause();
      else actions.start();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = keyboardAction({
        key: event.key,
        hasModifier: event.ctrlKey || event.metaKey || event.altKey || event.repeat,
        targetTag: event.target instanceof Element ? event.target.tagName.toLowerCase() : '',
        isDialogOpen: useUiStore.getState().dialog !== 'none',
      });
      if (action === null) return;
      event.preventDefault();
      perform(action);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [actions, isAdmin, phase]);
  return null;
}
