// The page: its header, its two tabs, and what they share.

import { useState } from 'preact/hooks';
import { Look, type LookState } from './look/look';
import { Make } from './make/make';
import { EMPTY, type Fields } from './make/session';
import { Announcements, signalText } from './parts/announce';
import { Tabs } from './parts/tabs';
import { isLocal } from './place';
import { useForgetting } from './secrets';

type Page = 'make' | 'look';

const PAGES = [
  { key: 'make' as const, label: 'Make' },
  { key: 'look' as const, label: 'Look inside' },
];

export function App() {
  const here = isLocal();
  const [page, setPage] = useState<Page>(here ? 'make' : 'look');
  const [secrets, setSecrets] = useState<readonly string[]>([]);
  const [fields, setFields] = useState<Fields>(EMPTY);
  const [token, setToken] = useState('');
  const [look, setLook] = useState<LookState>({ text: '', chosen: 0 });
  const forget = () => {
    setSecrets([]);
    setToken('');
  };
  useForgetting(forget);
  const secret = secrets[0] ?? '';

  return (
    <>
      <header class="top">
        <div class="bar">
          <h1>
            <span class="mark" aria-hidden="true">
              KS
            </span>
            console
          </h1>
          <p class="offline">
            <span class="dot" aria-hidden="true" />
            Works without a network. Disconnect and try.
          </p>
        </div>
      </header>
      <main>
        <Tabs label="Pages" kind="main" tabs={PAGES} selected={page} onSelect={setPage}>
          {page === 'look' ? (
            <Look
              local={here}
              state={look}
              onState={setLook}
              secrets={secrets}
              onSecrets={setSecrets}
              token={token}
              onToken={setToken}
              onMake={(next) => {
                setFields(next);
                setPage('make');
                signalText('The fields are filled in');
              }}
            />
          ) : here ? (
            <Make
              fields={fields}
              onFields={setFields}
              secret={secret}
              onSecret={(next) => setSecrets([next, ...secrets.slice(1)])}
              onForget={forget}
              onInspect={(text) => {
                setLook({ text, chosen: 0 });
                setPage('look');
              }}
            />
          ) : (
            <div class="card notice">
              <h2>Save this file and open it from your disk</h2>
              <p>
                This page came from a server, whose owner could change it to send your secret away. To make a KS, save the file (Ctrl + S) and
                open the saved file. There it works without a network.
              </p>
            </div>
          )}
        </Tabs>
      </main>
      <footer>
        <p>
          The page’s own policy forbids every connection, and it stores nothing: no cookies, no local storage. It clears the secrets when you
          leave the page or do nothing for ten minutes. JavaScript cannot wipe a text from memory for certain, so close the tab when you are
          done.
        </p>
        <p>kaltura-ks, MIT or Apache-2.0. Not affiliated with Kaltura Inc.</p>
      </footer>
      <Announcements />
    </>
  );
}
