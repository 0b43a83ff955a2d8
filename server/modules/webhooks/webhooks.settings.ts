import { refuseSetting, type SettingsPart } from '../../platform/settings.ts';

const NAME = 'WEBHOOK_LOOPBACK_PORTS';
const MOST_PORT = 65_535;

export type WebhookSettings = { readonly loopbackPorts: ReadonlySet<number> };

export const webhookSettings: SettingsPart<WebhookSettings> = {
  help: [
    {
      names: [NAME],
      fallback: { zh: '没有', en: 'none' },
      says: {
        zh: '本机的哪些端口可以收事件通知（`http://127.0.0.1:端口`），逗号隔开；其余本机和内网地址一律拒绝',
        en: 'which ports of this machine may be told of events (`http://127.0.0.1:port`), with commas; all other private addresses are refused',
      },
    },
  ],
  read(env) {
    const text = env[NAME] ?? '';
    const ports = text
      .split(',')
      .filter((port) => port.trim() !== '')
      .map(Number);
    if (!ports.every((port) => Number.isInteger(port) && port > 0 && port <= MOST_PORT))
      refuseSetting(NAME, text, 'ports from 1 to 65535 with commas between them');
    return { loopbackPorts: new Set(ports) };
  },
};
