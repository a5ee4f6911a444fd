import type { ServerResponse } from 'node:http';
import type { ResourceRequest } from './request.ts';

/** Writes the lines of a watch, as far as the faults asked for let them through. */
export class FaultyStream {
  /** The revision that the watch starts from is to be called gone. */
  readonly isGone: boolean;
  private readonly server: ResourceRequest['server'];
  private readonly res: ServerResponse;
  private readonly untrack: () => void;
  private left: number;
  private held: string[] | undefined;

  constructor({ server, res, target, query }: ResourceRequest) {
    const subject = { verb: 'watch', group: target.resource.group, plural: target.resource.plural, namespace: target.namespace ?? '' };
    const startsInThePast = !['', '0'].includes(query.get('resourceVersion') ?? '') && !query.has('sendInitialEvents');
    const struck = server.faults.strike(subject, startsInThePast ? ['gone', 'reset'] : ['reset']);
    this.isGone = struck.some(({ kind }) => kind === 'gone');
    const limits = struck.flatMap((effect) => (effect.kind === 'reset' ? [effect.afterEvents ?? 0] : []));
    this.left = Math.min(...limits, Number.POSITIVE_INFINITY);
    this.server = server;
    this.res = res;
    this.untrack = server.faults.track(() => res.destroy());
    if (this.left === 0) res.destroy();
  }

  write(line: string): void {
    const { blocked } = this.server.faults;
    if (this.held) this.held.push(line);
    else if (blocked) {
      this.held = [line];
      void blocked.then(() => this.release());
    } else this.pass(line);
  }

  stop(): void {
    this.untrack();
  }

  private release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const line of held) this.write(line);
  }

  private pass(line: string): void {
    if (this.res.destroyed || this.res.writableEnded) return;
    this.res.write(line);
    this.left--;
    if (this.left <= 0) this.res.destroy();
  }
}
