import { Select } from '@mantine/core';

/** One of several values, by name. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  width,
  invalid = false,
  hideLabel = false,
  searchable = false,
  help,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  width?: number | string;
  invalid?: boolean;
  hideLabel?: boolean;
  searchable?: boolean;
  help?: string;
}) {
  return (
    <Select
      {...(hideLabel ? { 'aria-label': label } : { label })}
      {...(help ? { description: help, inputWrapperOrder: ['label', 'input', 'description'] } : {})}
      value={value}
      data={options.map((option) => ({ ...option }))}
      onChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen) onChange(chosen.value);
      }}
      allowDeselect={false}
      searchable={searchable}
      error={invalid}
      w={width}
      size="xs"
      rightSectionWidth={24}
      withCheckIcon={false}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  );
}
