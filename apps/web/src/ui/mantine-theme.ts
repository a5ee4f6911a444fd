import { createTheme, type MantineColorsTuple, Menu, Popover, Tooltip } from '@mantine/core';

// Mantine asks for ten shades; tokens.css has one accent per theme, and mantine.css maps the variables Mantine derives.
const shades: MantineColorsTuple = [
  'var(--accent-soft)',
  'var(--accent-soft)',
  'var(--accent-line)',
  'var(--accent-line)',
  'var(--accent)',
  'var(--accent)',
  'var(--accent-fill)',
  'var(--accent-fill)',
  'var(--accent-fill)',
  'var(--accent-fill)',
];

export const mantineTheme = createTheme({
  primaryColor: 'accent',
  colors: { accent: shades },
  fontFamily: 'var(--font-sans)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '18px', sm: '20px', md: '20px', lg: '20px', xl: '22px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '8px', xl: '8px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 0 }, offset: 4, withinPortal: true } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 0 }, offset: 4 } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: { duration: 0 }, multiline: true, maw: 320 } }),
  },
});
