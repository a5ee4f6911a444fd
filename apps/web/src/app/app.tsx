import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router';
import { followEvents } from '../api/events.ts';
import { createQueryClient } from '../api/query-client.ts';
import { useTheme } from '../lib/theme.ts';
import { mantineTheme } from '../ui/mantine-theme.ts';
import { createAppRouter } from './router.tsx';

const client = createQueryClient();
const router = createAppRouter();

export function App() {
  const theme = useTheme();
  useEffect(() => followEvents(client), []);
  return (
    <MantineProvider theme={mantineTheme} forceColorScheme={theme}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
