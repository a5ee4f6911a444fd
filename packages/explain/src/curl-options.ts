/** Long names of the short options (curl 8.14, `curl --help all`). */
const SHORT: Readonly<Record<string, string>> = {
  A: 'user-agent',
  b: 'cookie',
  c: 'cookie-jar',
  C: 'continue-at',
  d: 'data',
  D: 'dump-header',
  e: 'referer',
  E: 'cert',
  F: 'form',
  G: 'get',
  h: 'help',
  H: 'header',
  I: 'head',
  K: 'config',
  m: 'max-time',
  o: 'output',
  P: 'ftp-port',
  Q: 'quote',
  r: 'range',
  t: 'telnet-option',
  T: 'upload-file',
  u: 'user',
  U: 'proxy-user',
  w: 'write-out',
  x: 'proxy',
  X: 'request',
  y: 'speed-time',
  Y: 'speed-limit',
  z: 'time-cond',
};

/** Options that take a value; all others are switches. */
const WITH_VALUE: ReadonlySet<string> = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie
  cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr
  dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
  ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5
  hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port
  login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
  parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type
  proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
  proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer
  request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service
  socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-earlydata tls-max tls13-ciphers tlsauthtype
  tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user user-agent variable vlan-priority
  write-out`.split(/\s+/),
);

export interface CurlOption {
  name: string;
  /** Of the option itself, as typed. */
  typed: string;
  /** Undefined for a switch. */
  value?: string;
  /** Where the value starts, or the option if it has none. */
  offset: number;
  expansion?: { name: string; offset: number };
}

export type CurlArgument = CurlOption | { missingValue: string; offset: number };

/** A command's words as options in order; an address without an option is `url`, as curl has it. */
export function curlArguments(
  words: readonly { text: string; offset: number; expansion?: { name: string; offset: number } }[],
): CurlArgument[] {
  const found: CurlArgument[] = [];
  let onlyUrls = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const { text, offset, expansion } = word;
    const about = { offset, ...(expansion === undefined ? {} : { expansion }) };
    if (onlyUrls || !text.startsWith('-') || text === '-') {
      found.push({ name: 'url', typed: '', value: text, ...about });
    } else if (text === '--') {
      onlyUrls = true;
    } else if (text.startsWith('--')) {
      const name = text.slice(2);
      if (WITH_VALUE.has(name)) index += takeValue(found, name, text, words[index + 1], offset);
      else found.push({ name, typed: text, offset });
    } else {
      index += takeShort(found, text, about, words[index + 1]);
    }
  }
  return found;
}

/** `-sSXPOST`: switches, then perhaps one option whose value is the rest or the next word. How many words it took besides its own. */
function takeShort(
  found: CurlArgument[],
  text: string,
  about: Pick<CurlOption, 'offset' | 'expansion'>,
  next: { text: string; offset: number } | undefined,
): number {
  for (let at = 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const name = SHORT[letter] ?? letter;
    if (!WITH_VALUE.has(name)) {
      found.push({ name, typed: `-${letter}`, offset: about.offset + at });
    } else if (at + 1 < text.length) {
      found.push({ name, typed: `-${letter}`, value: text.slice(at + 1), ...about });
      return 0;
    } else return takeValue(found, name, `-${letter}`, next, about.offset);
  }
  return 0;
}

function takeValue(
  found: CurlArgument[],
  name: string,
  typed: string,
  next: { text: string; offset: number; expansion?: { name: string; offset: number } } | undefined,
  offset: number,
): number {
  if (next === undefined) {
    found.push({ missingValue: typed, offset });
    return 0;
  }
  const expansion = next.expansion === undefined ? {} : { expansion: next.expansion };
  found.push({ name, typed, value: next.text, offset: next.offset, ...expansion });
  return 1;
}
