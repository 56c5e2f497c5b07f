/** What a map shows now, its layers put together as the browser puts them, in the map's own dots. */
export function canvasOf(target: HTMLElement): HTMLCanvasElement {
  const layers = [...target.querySelectorAll<HTMLCanvasElement>('.ol-layer canvas')].filter(({ width }) => width > 0)
  const whole = document.createElement('canvas')
  whole.width = Math.max(1, ...layers.map(({ width }) => width))
  whole.height = Math.max(1, ...layers.map(({ height }) => height))
  const pen = whole.getContext('2d')
  if (!pen) return whole
  for (const layer of layers) drawLayer(pen, layer, whole.width / target.clientWidth)
  return whole
}

function drawLayer(pen: CanvasRenderingContext2D, layer: HTMLCanvasElement, dotsPerPixel: number) {
  const opacity = layer.parentElement?.style.opacity || layer.style.opacity
  const ground = layer.parentElement?.style.backgroundColor
  pen.globalAlpha = opacity ? Number(opacity) : 1
  pen.setTransform(1, 0, 0, 1, 0, 0)
  if (ground) {
    pen.fillStyle = ground
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height)
  }
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrixOf(layer)
  pen.setTransform(a * dotsPerPixel, b, c, d * dotsPerPixel, e * dotsPerPixel, f * dotsPerPixel)
  pen.drawImage(layer, 0, 0)
}

/** The engine places a layer's canvas by "matrix(a, b, c, d, e, f)", in pixels of the page. */
function matrixOf(layer: HTMLCanvasElement): number[] {
  const own = /^matrix\(([^)]*)\)$/.exec(layer.style.transform)
  return own?.[1]
    ? own[1].split(',').map(Number)
    : [layer.clientWidth / layer.width, 0, 0, layer.clientHeight / layer.height]
}
