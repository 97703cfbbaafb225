// A sentence of the core, in which `code` stands between backticks.

export function Meaning(props: { text: string }) {
  return <>{props.text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}
