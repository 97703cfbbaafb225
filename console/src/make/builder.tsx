// The privileges: Kaltura's text, and a builder that reads and writes it.

import { useId, useState } from 'preact/hooks';
import * as ks from '../ks';
import { PRIVATE, TextArea } from '../parts/field';
import { Meaning } from '../parts/meaning';
import { type Row, rows, text } from '../privileges';

/** The number of rows that are shown. Thousands of fields would make the page slow. */
const MOST = 40;
const table = ks.privilegesByName;

export function Builder(props: { text: string; onText: (text: string) => void; problem: string | undefined }) {
  const all = rows(props.text);
  const write = (next: readonly Row[]) => props.onText(text(next));
  return (
    <div class="builder">
      <TextArea
        label="privileges"
        mono
        rows={2}
        value={props.text}
        onValue={props.onText}
        hint="Names, with a value after a colon, separated by commas. Or pick them below."
        problem={props.problem}
      />
      {all.length > 0 && (
        <ul class="privileges" aria-label="Privileges, one by one">
          {all.slice(0, MOST).map((row, index) => (
            <PrivilegeRow
              key={index}
              row={row}
              onRow={(next) => write(all.map((old, i) => (i === index ? next : old)))}
              onRemove={() => write(all.filter((_, i) => i !== index))}
            />
          ))}
        </ul>
      )}
      {all.length > MOST && <p class="note">The first {MOST} are shown one by one. Edit the others in the text.</p>}
      <Picker taken={all.map(({ name }) => name)} onPick={(row) => write([...all, row])} />
    </div>
  );
}

function PrivilegeRow(props: { row: Row; onRow: (row: Row) => void; onRemove: () => void }) {
  const id = useId();
  const { name, value } = props.row;
  const info = table().get(name);
  return (
    <li>
      <div class="head">
        <label class="mono" for={id}>
          <span class="spoken">Value of </span>
          {name || <span class="faint">no name</span>}
        </label>
        <button type="button" class="quiet" onClick={props.onRemove}>
          Remove <span class="spoken">{name}</span>
        </button>
      </div>
      <div class="control">
        {value === undefined && info?.kind === 'flag' ? (
          <input id={id} class="mono" disabled value="" placeholder="takes no value" aria-describedby={`${id}-note`} />
        ) : (
          <input
            {...PRIVATE}
            id={id}
            class="mono"
            value={value ?? ''}
            placeholder={info?.value.replaceAll('`', '')}
            aria-describedby={`${id}-note`}
            onInput={(event) => {
              const typed = event.currentTarget.value;
              props.onRow({ name, value: typed === '' ? undefined : typed });
            }}
          />
        )}
      </div>
      <p class="note" id={`${id}-note`}>
        {info === undefined ? 'Not in the table: the server keeps it and ignores it.' : <Meaning text={about(info)} />}
      </p>
    </li>
  );
}

type Info = ks.PrivilegeInfo;

function about(info: Info): string {
  const meaning = info.meaning.charAt(0).toUpperCase() + info.meaning.slice(1);
  return `${meaning}.${info.readByServer ? '' : ` ${info.readByApplication === null ? 'No known service reads it.' : `Read by ${info.readByApplication}, not by the API server.`}`}`;
}

const KINDS: Record<string, string> = {
  flag: 'no value',
  one: 'one value',
  number: 'a number',
  text: 'text',
  list: 'one value, or several with / between them',
  uri_list: 'one URI, or several with | between them',
};

/** Offers the names of the table, shows what each does, and adds the chosen one. */
function Picker(props: { taken: readonly string[]; onPick: (row: Row) => void }) {
  const id = useId();
  const [name, setName] = useState('');
  const info = table().get(name);
  const groups: [string, Info[]][] = [
    ['Read by the server', [...table().values()].filter((each) => each.readByServer)],
    ['Read by Kaltura’s applications', [...table().values()].filter((each) => !each.readByServer && each.readByApplication !== null)],
    ['In guides only', [...table().values()].filter((each) => !each.readByServer && each.readByApplication === null)],
  ];
  return (
    <div class="picker">
      <label for={id}>Add a privilege</label>
      <div class="control">
        <select id={id} class="mono" value={name} aria-describedby={`${id}-note`} onChange={(event) => setName(event.currentTarget.value)}>
          <option value="">Choose from the table …</option>
          {groups.map(([label, infos]) => (
            <optgroup key={label} label={label}>
              {infos.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <button
          type="button"
          disabled={info === undefined || props.taken.includes(name)}
          onClick={() => {
            props.onPick({ name, value: name === 'all' ? '*' : undefined });
            setName('');
          }}
        >
          Add
        </button>
      </div>
      <p class="note" id={`${id}-note`}>
        {info === undefined ? (
          'The table names what each privilege does, its value, and who reads it.'
        ) : (
          <>
            <Meaning text={about(info)} /> Takes {KINDS[info.kind] ?? 'a value'}
            {info.value === '' ? '' : ': '}
            <Meaning text={info.value} />.{info.reserved ? ' An app token’s caller cannot set it.' : ''}
          </>
        )}
      </p>
    </div>
  );
}
