/** The kinds of pictures that are taken, by how their files begin. A name or a type that came along tells nothing. */
const BEGINNINGS: readonly { readonly type: PictureType; readonly at: number; readonly bytes: string }[] = [
  { type: 'jpeg', at: 0, bytes: 'ffd8ff' },
  { type: 'png', at: 0, bytes: '89504e470d0a1a0a' },
  { type: 'gif', at: 0, bytes: '474946383761' },
  { type: 'gif', at: 0, bytes: '474946383961' },
  // RIFF, a length, WEBP
  { type: 'webp', at: 8, bytes: '57454250' },
  // A length, ftypavif
  { type: 'avif', at: 4, bytes: '6674797061766966' },
];
export type PictureType = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

/** Undefined for everything else: SVG, which is a document with scripts, PDF, archives, pages. */
export function pictureTypeOf(bytes: Buffer): PictureType | undefined {
  const isRiff = bytes.subarray(0, 4).toString('latin1') === 'RIFF';
  return BEGINNINGS.find(({ type, at, bytes: beginning }) => {
    const is = bytes.subarray(at, at + beginning.length / 2).toString('hex') === beginning;
    return is && (type !== 'webp' || isRiff);
  })?.type;
}
