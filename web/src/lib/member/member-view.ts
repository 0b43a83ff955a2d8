/** Somebody of the staff as the list shows them. */
export type MemberView = {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly isActive: boolean;
  readonly createdAt: Date;
};
