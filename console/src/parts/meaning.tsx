// Sentences of the core, in which `code` stands between backticks.

import { privilegesByName } from '../ks';

export function Meaning(props: { text: string }) {
  return <>{props.text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

/** The same, begun with a capital letter and ended with a period. */
export function Sentence(props: { text: string }) {
  const { text } = props;
  // The name of a privilege is spelled as it is. The short names are also English words.
  const word = /^\w*/.exec(text)?.[0] ?? '';
  const isName = word.length > 8 && privilegesByName().has(word);
  return <Meaning text={(isName ? text : text.charAt(0).toUpperCase() + text.slice(1)) + (/[.!?]$/.test(text) ? '' : '.')} />;
}
