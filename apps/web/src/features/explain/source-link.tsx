import type { ExplainStop } from '@pidalio/contract';
import { Link } from 'react-router';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import css from './explain.module.css';

/** Kinds with a page in the editor. */
const editable = new Set([
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'ServiceEntry',
  'Sidecar',
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'HTTPRoute',
  'GRPCRoute',
  'TCPRoute',
  'TLSRoute',
  'ReferenceGrant',
]);

/** The object and line that decided. What the editor does not open (a Service) is only named. */
export function SourceLink({ stop, short = false }: { stop: ExplainStop; short?: boolean }) {
  const scoped = useScopedPath();
  const { ref, line } = stop;
  if (ref === null) return null;
  const text = short ? `:${line ?? ''}` : `${ref.kind} ${ref.name}${line === null ? '' : `:${line}`}`;
  const title = `${ref.kind} ${ref.namespace}/${ref.name}${stop.path ? ` ${stop.path}` : ''}`;
  if (!editable.has(ref.kind))
    return (
      <span className={`mono ink-3 ${css.source}`} title={title}>
        {text}
      </span>
    );
  return (
    <Link
      className={`mono link ${css.source}`}
      to={scoped(paths.object(ref, line))}
      title={title}
      aria-label={`${title}, line ${line ?? ''}`}
    >
      {text}
    </Link>
  );
}
