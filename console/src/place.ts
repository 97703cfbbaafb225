// Where this page was opened from, which decides whether it takes a secret.

/** A page from a server could be replaced by its owner, so it must not see a secret. */
export function isLocal(): boolean {
  const { protocol, hostname } = window.location;
  return protocol === 'file:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
