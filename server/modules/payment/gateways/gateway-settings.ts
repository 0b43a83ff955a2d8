import type { Clock } from '../../../kernel/clock.ts';
import type { Words } from '../../../kernel/language.ts';
import type { Gateway } from '../gateway.ts';

/** One value that a gateway has to be given before it can be paid by. */
export type GatewayField = {
  /** As the gateway, the API and the form call it. */
  readonly name: string;
  /** The setting in the environment. Null: none; that of a sandbox is given by the sandbox. */
  readonly env: string | null;
  /** It has several lines, as a key has: the environment names its file (`…_FILE`), and staff paste what stands in it. */
  readonly isFile: boolean;
  /** Written and never read again: sealed where it is kept, and told to nobody. */
  readonly isSecret: boolean;
  /** Staff neither see nor set it: an address that a request of ours goes to is for who runs the program to say. */
  readonly byProgramAlone?: true;
  /** Unsaid: it has to be there. */
  readonly fallback?: string;
  readonly label: Words;
  readonly hint: Words;
  /** What is wrong with a value, or undefined. It is told to staff, so it does not repeat the value. */
  fault?(value: string): Words | undefined;
};

/** What a gateway was given, from the environment or by staff. */
export type GatewaySettings = {
  readonly gateway: string;
  readonly open: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
};

/** What every gateway may stand on. */
export type GatewayGround = {
  readonly clock: Clock;
  /** How this process reaches itself, without a slash at its end. */
  ownUrl(): string;
  /** How payers' browsers reach this shop, without a slash at its end. */
  readonly publicUrl: string;
  /** Where a gateway reaches this shop. */
  notifyUrl(gateway: string): string;
};

/** A service that the shop can be paid by once its values are there. */
export type GatewayKind = {
  readonly name: string;
  readonly title: Words;
  /** Of a demo shop alone: it moves no money. */
  readonly isSandbox: boolean;
  readonly fields: readonly GatewayField[];
  /** What is wrong with the values together, where each is right by itself; or undefined. It is told to staff. */
  fault?(values: Readonly<Record<string, string>>): Words | undefined;
  /** `values`: of every field, its fallback where there is none. Throws where a value has not the form that `fault` asks for. */
  make(values: Readonly<Record<string, string>>, ground: GatewayGround): Gateway;
};
