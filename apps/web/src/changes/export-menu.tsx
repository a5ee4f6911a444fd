import { Menu } from '@mantine/core';
import type { Plan } from '@pidalio/contract';
import { IconChevronDown, IconCopy, IconDownload, IconTerminal2 } from '@tabler/icons-react';
import { useWords } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toasts.tsx';
import { changesWords } from './words.ts';

/** Takes a plan away instead of applying it: YAML to copy or download, or kubectl lines. */
export function ExportMenu({ plan, primary = false }: { plan: Plan; primary?: boolean }) {
  const t = useWords(changesWords);
  const yaml = toManifest(plan);
  const copy = (text: string) => {
    void navigator.clipboard?.writeText(text).then(() => showToast({ tone: 'done', title: t('export.copied') }));
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button look={primary ? 'primary' : 'default'} icon={<IconDownload size={15} />}>
          {t('export')}
          <IconChevronDown size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => copy(yaml)}>
          {t('export.copy')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => download(yaml, fileName(plan))}>
          {t('export.download')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTerminal2 size={14} />} onClick={() => copy(plan.byHand)}>
          {t('export.kubectl')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What `kubectl apply -f` takes: every object as it is to be, in order. */
function toManifest(plan: Plan): string {
  return plan.operations
    .filter((operation) => operation.action !== 'delete')
    .map((operation) => operation.afterYaml)
    .join('---\n');
}

function fileName(plan: Plan): string {
  const [first] = plan.operations;
  return `${first?.ref.kind.toLowerCase() ?? 'change'}-${first?.ref.name ?? 'pidalio'}.yaml`;
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
