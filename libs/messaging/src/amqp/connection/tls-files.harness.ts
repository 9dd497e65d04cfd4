import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Signed by itself, for the host `rabbit.test`, as server and as client; good for a hundred years. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBvTCCAWKgAwIBAgIUdVxf/p77jkLqNilol88Zt6Qtv3QwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLcmFiYml0LnRlc3QwIBcNMjYxMTMwMDIwMDUxWhgPMjEyNjEx
MDYwMjAwNTFaMBYxFDASBgNVBAMMC3JhYmJpdC50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE+tQLZpV1hHGLn8EO2mM9MTl4ZNPl3E2w8LbpLSyFzc+m36wG
LqV+ummKZUb2uVV7xDl8jGUGlWNgy8BivG4oRqOBizCBiDAdBgNVHQ4EFgQUa6dT
Vv4t4JaYURRweq42J33wzCwwHwYDVR0jBBgwFoAUa6dTVv4t4JaYURRweq42J33w
zCwwDwYDVR0TAQH/BAUwAwEB/zAWBgNVHREEDzANggtyYWJiaXQudGVzdDAdBgNV
HSUEFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwCgYIKoZIzj0EAwIDSQAwRgIhAPdF
+RqcQyHjPnr9uuBtkP89fmInDT5sZAq/b2HeDaL8AiEAgbatjr3ZGbt9anUbfT/8
YfVPnI0AdOsy11GdisEmEhk=
-----END CERTIFICATE-----
`;

/** Of that certificate; of no use for anything else. */
export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQga0kGb+Tjy8mj9POt
aMuw2t2uTHkyEY5MVSWthKecpXihRANCAAT61AtmlXWEcYufwQ7aYz0xOXhk0+Xc
TbDwtuktLIXNz6bfrAYupX66aYplRva5VXvEOXyMZQaVY2DLwGK8bihG
-----END PRIVATE KEY-----
`;

/** Both as files, and a text that is neither. */
export function writeTlsFiles(): { cert: string; key: string; text: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'warren-tls-'));
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return {
    cert: write('a certificate.pem', CERTIFICATE),
    key: write('key.pem', KEY),
    text: write('text.pem', 'no certificate'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
