/** What makes and checks passkeys: loaded when the first one is asked for, since it takes 80 ms and 20 MB. */
export const loadWebAuthn = () => import('@simplewebauthn/server');
