// What `npm start` runs. Only what old versions of Node can read stands here: the rest is loaded after this check.
const version = process.versions.node;
if (Number(version.split('.')[0]) < 20) {
  console.error(
    'ks-order: this is Node.js ' +
      version +
      ', but 20 or later is needed. Install a newer one from https://nodejs.org, then run npm start again.',
  );
  process.exit(1);
}
import('./launch.mjs').then(({ launch }) => launch({ dev: process.argv.includes('--dev') }));
