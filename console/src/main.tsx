// Starts the page once its WASM module runs.

import { render } from 'preact';
import { App } from './app';
import { start } from './ks';

const root = document.getElementById('app')!;

start().then(
  () => render(<App />, root),
  (error: unknown) => {
    root.textContent = `The console cannot start: ${error instanceof Error ? error.message : String(error)}. It needs a browser of 2023 or newer.`;
    root.className = 'noscript';
  },
);
