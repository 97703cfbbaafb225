// A KS with its parts in colors: where version, partner, signature and content are in the text.

import * as ks from '../ks';

export interface Part {
  kind: 'version' | 'partner' | 'signature' | 'content' | 'plain';
  text: string;
}

/**
 * Cuts a KS at the borders of its parts. Base64 puts three bytes into four characters,
 * so a border may lie within a character, which then belongs to the part before it.
 */
export function parts(text: string): Part[] {
  const seen = ks.inspect(text);
  if (!seen.ok) return [{ kind: 'plain', text }];
  const { version, partnerText } = seen.value;
  const chars = (bytes: number) => Math.ceil((bytes * 4) / 3);
  const bytes = new TextEncoder().encode(partnerText).length;
  const cut = (...borders: [Part['kind'], number | undefined][]) => {
    let from = 0;
    return borders.map(([kind, to]) => {
      const part = { kind, text: text.slice(from, to) };
      from = to ?? text.length;
      return part;
    });
  };
  return version === 2
    ? cut(['version', 4], ['partner', chars(3 + bytes + 1)], ['content', undefined])
    : cut(['signature', chars(41)], ['partner', chars(41 + bytes + 1)], ['content', undefined]);
}

export function KsText(props: { ks: string }) {
  return (
    <code class="ks">
      {parts(props.ks).map(({ kind, text }, index) => (
        <span key={index} class={`part-${kind}`}>
          {text}
        </span>
      ))}
    </code>
  );
}
