import QRCode from 'qrcode';

/**
 * A QR code as the path of an SVG with one unit a module, drawn on the server so that no page loads a drawing library.
 * Level M: a phone still reads it with a finger over 15 % of it.
 */
export function drawQr(content: string): { readonly size: number; readonly path: string } {
  const { modules } = QRCode.create(content, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let y = 0; y < modules.size; y += 1)
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue;
      let end = x;
      while (end < modules.size && modules.get(y, end)) end += 1;
      path += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  return { size: modules.size, path };
}
