import './ui/tokens.css';
import './ui/fonts.css';
import './ui/mantine.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { features } from './app/features.ts';
import { startI18n } from './app/i18n.ts';
import { appWords } from './app/words.ts';
import { changesWords } from './changes/words.ts';
import { responseWords } from './responses/words.ts';
import { uiWords } from './ui/words.ts';

startI18n([appWords, uiWords, changesWords, responseWords, ...features.map((feature) => feature.words)]);

// An `optional` face that arrives late is not used on this page: the one of the editor and of differences is asked for now.
void document.fonts.load('12px "JetBrains Mono"');

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
