// Where this page was opened from, which decides whether it accepts a secret.

/** Returns whether the page comes from this machine. The owner of any other server could change the page to steal a secret. */
export function isLocal(): boolean {
  const { protocol, hostname } = window.location;
  return protocol === 'file:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
