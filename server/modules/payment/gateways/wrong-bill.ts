/** Where a bill is not what its service describes: nothing of it is guessed at. */
export class WrongBill extends Error {}
