import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconClock } from '@tabler/icons-react';
import { defaultRangeSeconds, ranges, useScope } from '../lib/scope.ts';
import { useUrlState } from '../lib/url-state.ts';
import { useWords } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { formatDuration } from '../ui/time.ts';
import { uiWords } from '../ui/words.ts';
import { appWords } from './words.ts';

export function RangePicker() {
  const t = useWords(appWords);
  const ui = useWords(uiWords);
  const { rangeSeconds } = useScope();
  const [, setRange] = useUrlState('range', String(defaultRangeSeconds));
  const label = (seconds: number) => t('range.last', { duration: formatDuration(seconds, ui) });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button icon={<IconClock size={15} />} aria-label={`${t('range.label')}: ${label(rangeSeconds)}`}>
          {label(rangeSeconds)} <IconChevronDown size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ranges.map((seconds) => (
          <Menu.Item
            key={seconds}
            onClick={() => setRange(String(seconds))}
            rightSection={seconds === rangeSeconds ? <IconCheck size={14} className="accent-ink" /> : null}
          >
            {label(seconds)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
