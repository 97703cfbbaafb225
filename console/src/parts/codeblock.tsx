// A block of code or of an answer, which scrolls in its own box and can be reached by the keyboard.

export function CodeBlock(props: { label: string; text: string; kind?: 'answer' | 'hash' }) {
  return (
    <pre class={`code-block ${props.kind ?? ''}`} tabIndex={0} role="group" aria-label={props.label}>
      <code>{props.text}</code>
    </pre>
  );
}
