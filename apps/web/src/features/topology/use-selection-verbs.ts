import type { Topology } from '@pidalio/contract';
import { useEffect, useMemo, useRef } from 'react';
import { useNavigate } from 'react-router';
import { type Command, useCommands } from '../../lib/commands.ts';
import { paths, type WizardKind } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import { useWords } from '../../lib/words.ts';
import { explainedCall, steeredService } from './find-element.ts';
import { topologyWords } from './words.ts';

const letters = { canary: 'c', mirror: 'm', fault: 'f' } as const satisfies Record<WizardKind, string>;

const wizardKinds: readonly WizardKind[] = ['canary', 'mirror', 'fault'];

/** Offers the wizards for the selection in the palette and as single keys, and `t` for the table twin. */
export function useSelectionVerbs({
  topology,
  picked,
  onClose,
  onView,
}: {
  topology: Topology | undefined;
  picked: string;
  onClose: () => void;
  onView: () => void;
}): void {
  const t = useWords(topologyWords);
  const navigate = useNavigate();
  const href = useScopedPath();
  const service = useMemo(() => (topology && picked ? steeredService(topology, picked) : null), [topology, picked]);
  const serviceKey = service ? `${service.namespace}/${service.name}` : '';
  const latest = useRef({ onClose, onView });
  useEffect(() => {
    latest.current = { onClose, onView };
  });
  const target = useMemo(() => {
    const [namespace, name] = serviceKey.split('/');
    return namespace && name ? { namespace, name } : null;
  }, [serviceKey]);
  // As text, which stays the same when the numbers are refreshed.
  const explain = useMemo(() => {
    const call = topology && picked ? explainedCall(topology, picked) : null;
    return call && href(paths.explain(call));
  }, [topology, picked, href]);
  const commands = useMemo<Command[]>(() => {
    if (!target) return [];
    const wizards = wizardKinds.map(
      (kind): Command => ({
        id: `selection-${kind}`,
        group: 'selection',
        label: t(`command.${kind}`, { name: target.name }),
        detail: target.namespace,
        shortcut: letters[kind],
        run: () => void navigate(href(paths.wizard(kind, target))),
      }),
    );
    return [
      ...wizards,
      ...(explain
        ? [
            {
              id: 'selection-explain',
              group: 'selection' as const,
              label: t('command.explain', { name: target.name }),
              detail: target.namespace,
              shortcut: 'e',
              run: () => void navigate(explain),
            },
          ]
        : []),
      {
        id: 'selection-service',
        group: 'selection',
        label: t('command.service', { name: target.name }),
        detail: target.namespace,
        run: () => void navigate(href(paths.service(target))),
      },
    ];
  }, [target, explain, t, navigate, href]);
  const shortcuts = useMemo<Shortcut[]>(() => {
    const own: Shortcut[] = [{ keys: 't', label: t('key.table'), run: () => latest.current.onView() }];
    if (!picked) return own;
    own.push({ keys: 'Escape', label: t('key.close'), run: () => latest.current.onClose() });
    if (target)
      for (const kind of wizardKinds)
        own.push({ keys: letters[kind], label: t(`key.${kind}`), run: () => void navigate(href(paths.wizard(kind, target))) });
    if (explain) own.push({ keys: 'e', label: t('key.explain'), run: () => void navigate(explain) });
    return own;
  }, [target, explain, picked, t, navigate, href]);
  useCommands(commands);
  useShortcuts(shortcuts);
}
