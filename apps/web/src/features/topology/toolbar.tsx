import { Menu } from '@mantine/core';
import { IconAdjustments, IconCheck, IconChevronDown, IconEye, IconTable, IconTopologyStar3 } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type LabelPart, labelParts } from './draw-model.ts';
import { type GraphKind, graphKinds } from './graph-kind.ts';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

export interface ToolbarProps {
  graph: GraphKind;
  onGraph: (graph: GraphKind) => void;
  view: 'graph' | 'table';
  onView: (view: 'graph' | 'table') => void;
  parts: readonly LabelPart[];
  onParts: (parts: LabelPart[]) => void;
  traffic: boolean;
  onTraffic: (on: boolean) => void;
  legend: boolean;
  onLegend: (on: boolean) => void;
}

export function Toolbar({ graph, onGraph, view, onView, parts, onParts, traffic, onTraffic, legend, onLegend }: ToolbarProps) {
  const t = useWords(topologyWords);
  const tick = <IconCheck size={14} className="accent-ink" />;
  const toggle = (part: LabelPart) =>
    onParts(labelParts.filter((other) => (other === part ? !parts.includes(part) : parts.includes(other))));
  return (
    <div className={css.tools}>
      <Segmented
        label={t('kind.label')}
        value={graph}
        onChange={onGraph}
        options={graphKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
      />
      {view === 'graph' && (
        <>
          <Menu closeOnItemClick={false}>
            <Menu.Target>
              <Button icon={<IconAdjustments size={15} />}>
                {t('labels.label')}
                <span className={css.quiet}>
                  {parts.length > 0 ? parts.map((part) => t(`labels.${part}`)).join(' · ') : t('labels.none')}
                </span>
                <IconChevronDown size={14} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {labelParts.map((part) => (
                <Menu.Item
                  key={part}
                  role="menuitemcheckbox"
                  aria-checked={parts.includes(part)}
                  onClick={() => toggle(part)}
                  rightSection={parts.includes(part) ? tick : null}
                >
                  {t(`labels.${part}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Menu closeOnItemClick={false}>
            <Menu.Target>
              <Button icon={<IconEye size={15} />}>
                {t('show.label')}
                <IconChevronDown size={14} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                role="menuitemcheckbox"
                aria-checked={traffic}
                onClick={() => onTraffic(!traffic)}
                rightSection={traffic ? tick : null}
              >
                {t('show.traffic')}
              </Menu.Item>
              <Menu.Item
                role="menuitemcheckbox"
                aria-checked={legend}
                onClick={() => onLegend(!legend)}
                rightSection={legend ? tick : null}
              >
                {t('show.legend')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      )}
      <span className="spacer" />
      <Segmented
        label={t('view.label')}
        value={view}
        onChange={onView}
        options={[
          { value: 'graph', label: t('view.graph'), icon: <IconTopologyStar3 size={15} /> },
          { value: 'table', label: t('view.table'), icon: <IconTable size={15} /> },
        ]}
      />
    </div>
  );
}
