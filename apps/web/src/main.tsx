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

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
