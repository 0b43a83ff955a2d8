import type { SettingHelp } from './settings.ts';

/** What is told of the settings of the program itself. */
export const CONFIG_HELP: readonly SettingHelp[] = [
  {
    names: ['PORT'],
    fallback: '3000',
    says: {
      zh: '监听的端口',
      en: 'the port',
    },
  },
  {
    names: ['HOST'],
    fallback: '127.0.0.1',
    says: {
      zh: '监听的地址。演示店只监听本机；要给别人看，请同时写上 `DEMO=1`',
      en: 'the address to listen on. A demo shop listens on this machine only; to show it to others, set `DEMO=1` by hand as well',
    },
  },
  {
    names: ['PUBLIC_URL'],
    fallback: { zh: '由 `HOST` 和 `PORT` 得出', en: 'from `HOST` and `PORT`' },
    says: {
      zh: '店铺对外的地址，如 `https://shop.example`，不带路径；别的域名会被拒绝（421）',
      en: 'where the shop is reached from outside, as `https://shop.example`, without a path; other names are refused',
    },
  },
  {
    names: ['DATA_DIR'],
    fallback: './data',
    says: {
      zh: '数据文件夹：内置数据库、图片、密钥、日志',
      en: 'the data folder: embedded database, pictures, keys, logs',
    },
  },
  {
    names: ['DATABASE_URL'],
    fallback: { zh: '无', en: 'none' },
    says: {
      zh: '用你自己的 PostgreSQL（15 或更高），如 `postgres://用户:密码@主机:5432/库`；不写就用内置的',
      en: 'your own PostgreSQL (15 or later), as `postgres://user:password@host:5432/name`; without it, the embedded one',
    },
  },
  {
    names: ['ROLE'],
    fallback: 'all',
    says: {
      zh: '`web` 只服务请求，`worker` 只跑后台任务（接口仍在，没有页面），`all` 两样都做',
      en: '`web` serves requests only, `worker` runs background jobs (the API answers, there are no pages), `all` does both',
    },
  },
  {
    names: ['DEMO'],
    fallback: '1',
    says: {
      zh: '`1` 是演示店，`0` 是正式店。不写的话，`npm run shop:new` 建的文件夹是正式店，别的是演示店',
      en: '`1` is a demo shop, `0` a real one. Left out: real in a folder that `npm run shop:new` has made, else a demo',
    },
  },
  {
    names: ['LOG_LEVEL'],
    fallback: 'info',
    says: {
      zh: '`debug`、`info`、`warn`、`error`、`silent`',
      en: '`debug`, `info`, `warn`, `error`, `silent`',
    },
  },
  {
    names: ['TLS_CERT', 'TLS_KEY'],
    fallback: { zh: '无', en: 'none' },
    says: {
      zh: '证书和私钥文件（PEM），要写就写一对；写了就用 https',
      en: 'certificate and private key (PEM files), both or neither; with them the shop speaks https',
    },
  },
  {
    names: ['MASTER_KEY_FILE'],
    fallback: { zh: '`DATA_DIR` 里的', en: 'in `DATA_DIR`' },
    says: {
      zh: '主密钥文件（PEM，RSA 3072 位或更长）。不写就用数据文件夹里的 `keys/master-key.pem`，新店会自动生成',
      en: 'the master key (PEM, RSA of 3072 bits or more). Without it `keys/master-key.pem` in the data folder, which a new shop makes by itself',
    },
  },
  {
    names: ['MASTER_KEY_URL', 'MASTER_KEY_TOKEN_FILE'],
    fallback: { zh: '无', en: 'none' },
    says: {
      zh: '用你自己的密钥服务来开主密钥，代替文件：服务的地址，和存着口令的文件。见 [docs/operating.md](docs/operating.md)',
      en: 'a key service of your own instead of the file: its address, and the file with its token. See [docs/operating.md](docs/operating.md)',
    },
  },
  {
    names: ['RATE_LIMITS'],
    fallback: 'on',
    says: {
      zh: '`off` 关掉对每个地址的一般限流，接口和页面都是（压测用）；验证码和登录的限制始终有效',
      en: '`off` turns off the general limit for an address, for API and pages (for load tests); those on codes and sign-ins stay',
    },
  },
  {
    names: ['METRICS_TOKEN'],
    fallback: { zh: '无', en: 'none' },
    says: {
      zh: '写了之后，读 `/metrics` 要带 `Authorization: Bearer 这个值`',
      en: 'with it, `/metrics` asks for `Authorization: Bearer` and this value',
    },
  },
  {
    names: ['TRUSTED_PROXIES'],
    fallback: '0',
    says: {
      zh: '前面有几层反向代理，就信任 `X-Forwarded-For` 里的几个地址；限额按真实来访地址计算',
      en: "how many proxies stand before the shop: so many addresses of `X-Forwarded-For` are believed, and limits count the caller's own",
    },
  },
];
