/**
 * What two addresses of one repository have in common, whatever protocol, user, port and spelling they use: a webhook names the
 * HTTPS address while the delivery reads over SSH. Two repositories may share it (another port); an announcement then costs a needless look-up, no more.
 * Matches what Argo CD's webhook does (argo-cd v3.6, util/webhook: GetWebURLRegex), and Azure DevOps' two forms besides.
 */
export function announcementKey(addressKey: string): string {
  const [, host = '', path = ''] = /^[a-z]+:\/\/(?:[^@/]*@)?([^/]*)\/(.*)$/.exec(addressKey.toLowerCase()) ?? [];
  const name = host.replace(/:\d+$/, '').replace(/^(?:alt)?ssh\./, '');
  const place = path.replace(/^~\//, '').replace(/^\/+/, '');
  return `${name}/${name === 'dev.azure.com' ? place.replace(/^v3\//, '').replace('/_git/', '/') : place}`;
}
