import type { ExplainResult, ExplainStop, ExplainStory } from '@pidalio/contract';
import {
  IconAdjustments,
  IconArrowsSplit2,
  IconBox,
  IconChartLine,
  IconDoorEnter,
  IconLock,
  IconLockOpen,
  IconRoute,
  IconShieldCheck,
  IconShieldX,
  IconWorld,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useWords } from '../../lib/words.ts';
import { classes } from '../../ui/classes.ts';
import css from './explain.module.css';
import { Fold } from './fold.tsx';
import { OutcomeBars } from './outcome-bars.tsx';
import { RulesTried } from './rules-tried.tsx';
import { SeriesList } from './series-list.tsx';
import { SourceLink } from './source-link.tsx';
import { atCallee, atCaller, decidedBy, distinctStops } from './story-stations.ts';
import { explainWords } from './words.ts';

/** The way of a request from top to bottom, each stop with the line that decided. */
export function Story({ story, caller, port }: { story: ExplainStory; caller: ExplainResult['caller']; port: number }) {
  const t = useWords(explainWords);
  const { caller: atHome, by } = atCaller(story.stops);
  const far = atCallee(story);
  const arrives = story.arrivals.length > 0;
  const denied = story.outcomes.find(({ kind }) => kind === 'denied')?.at;
  return (
    <ol className={css.story}>
      <StopItem icon={IconBox} title={caller.name} words={t(`stop.caller.${caller.proxy}`, { port })} stops={atHome} />
      {by.gateway.length > 0 && <StopItem icon={IconDoorEnter} title={t('stop.gateway')} stops={by.gateway} />}
      {by.permission.length > 0 && <PermissionItem stops={distinctStops(by.permission)} isDenied={denied === 'caller'} />}
      {by.host.length > 0 && <StopItem icon={IconWorld} title={t('stop.host')} stops={by.host} />}
      {by.rule.length > 0 && (
        <StopItem icon={IconRoute} chosen title={t('stop.rule')}>
          <RulesTried stops={by.rule} />
        </StopItem>
      )}
      {by.way.length > 0 && <StopItem icon={IconAdjustments} title={t('stop.way')} stops={distinctStops(by.way)} />}
      <StopItem
        icon={IconArrowsSplit2}
        chosen
        title={t(arrives ? 'stop.destination' : 'stop.end')}
        words={destinationWords()}
        stops={distinctStops(by.destination.filter(({ code }) => code !== 'DS-CHOSEN'))}
        before={<OutcomeBars outcomes={story.outcomes} />}
      />
      {arrives && <ConnectionItem story={story} stops={far.connection} />}
      {far.permission.length > 0 && <PermissionItem stops={far.permission} isDenied={denied === 'callee'} />}
      {story.series.length > 0 && (
        <StopItem icon={IconChartLine} title={t('stop.series')}>
          <SeriesList series={story.series} />
        </StopItem>
      )}
    </ol>
  );

  function destinationWords(): string {
    const weighted = new Set(by.destination.filter(({ code }) => code === 'DS-CHOSEN').map(({ path }) => path)).size > 1;
    if (weighted) return t('destination.drawn');
    return story.arrivals.length > 1 ? t('destination.shared') : '';
  }
}

function ConnectionItem({ story, stops }: { story: ExplainStory; stops: readonly ExplainStop[] }) {
  const t = useWords(explainWords);
  const lines = new Set(
    story.arrivals.map(({ connection: { sends, accepts, principal } }) => {
      const how =
        sends === 'mutual-tls'
          ? t('connection.mutual', { principal: principal ?? '' })
          : t(sends === 'tls' ? 'connection.tls' : 'connection.plain');
      // Where the far side's own stops say what it takes, that is enough.
      return accepts === null || stops.length > 0 ? how : `${how} · ${t(`connection.accepts.${accepts}`)}`;
    }),
  );
  const plain = story.arrivals.some(({ connection }) => connection.sends === 'plain-text');
  return <StopItem icon={plain ? IconLockOpen : IconLock} title={t('stop.connection')} words={[...lines].join('; ')} stops={stops} />;
}

/** What the policies say, with the rules that say nothing of this request folded away. */
function PermissionItem({ stops, isDenied }: { stops: readonly ExplainStop[]; isDenied: boolean }) {
  const t = useWords(explainWords);
  const { decided, missed } = decidedBy(stops);
  const words = t(missed.length === 1 ? 'permission.one' : 'permission.many', { n: missed.length });
  return (
    <StopItem icon={isDenied ? IconShieldX : IconShieldCheck} bad={isDenied} title={t('stop.permission')} stops={decided}>
      {missed.length > 0 && (
        <div className={css.rules}>
          <Fold words={words}>
            {missed.map((stop) => (
              <div key={`${stop.ref?.name}/${stop.path}/${stop.text}`} className={css.ruleRow}>
                <span className={css.ruleWide}>{stop.text}</span>
                <SourceLink stop={stop} />
              </div>
            ))}
          </Fold>
        </div>
      )}
    </StopItem>
  );
}

/** One stop: its name, then a line for each thing that was decided there. */
function StopItem({
  icon: Icon,
  title,
  words,
  stops = [],
  chosen = false,
  bad = false,
  before,
  children,
}: {
  icon: ComponentType<{ size?: number }>;
  title: string;
  words?: string;
  stops?: readonly ExplainStop[];
  /** The place where a rule decides. */
  chosen?: boolean;
  bad?: boolean;
  before?: ReactNode;
  children?: ReactNode;
}) {
  // Where nothing else is said, the first line stands beside the name.
  const [first, ...rest] = words || before ? [undefined, ...stops] : stops;
  return (
    <li className={css.stop}>
      <span className={classes(css.disc, chosen && css.chosen, bad && css.badDisc)} aria-hidden="true">
        <Icon size={15} />
      </span>
      <div className={css.stopBody}>
        <div className={css.line}>
          <span className={css.lineWords}>
            <b className={css.stopTitle}>{title}</b> <span className="ink-2">{words || (first && trimmed(first.text))}</span>
          </span>
          {first && <SourceLink stop={first} />}
        </div>
        {before}
        {rest.map(
          (stop) => stop && <StopLine key={`${stop.code}/${stop.ref?.kind}/${stop.ref?.name}/${stop.path}/${stop.text}`} stop={stop} />,
        )}
        {children}
      </div>
    </li>
  );
}

function StopLine({ stop }: { stop: ExplainStop }) {
  return (
    <div className={css.line}>
      <span className={`ink-2 ${css.lineWords}`}>{stop.text}</span>
      <SourceLink stop={stop} />
    </div>
  );
}

/** Beside a title a sentence needs no full stop. */
function trimmed(text: string): string {
  return text.replace(/[.。]$/, '');
}
