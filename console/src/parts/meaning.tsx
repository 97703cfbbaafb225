// Sentences of the core, in which `code` stands between backticks.

export function Meaning(props: { text: string }) {
  return <>{props.text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

/** The same, begun with a capital letter and ended with a period. */
export function Sentence(props: { text: string }) {
  const { text } = props;
  return <Meaning text={text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')} />;
}
