/** Fills that are told apart without colour: diagonal lines for "no data", level ones for "fewer". */
export type Hatch = 'diagonal' | 'level'

const side = 8 // px; tiles are a multiple of it, so lines run on from one to the next

/** A pattern of thin lines over a ground (null = nothing); the ground alone where there is no canvas. */
export function hatched(kind: Hatch, line: string, ground: string | null): CanvasPattern | string {
  const context = typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d')
  if (!context) return ground ?? line
  context.canvas.width = side
  context.canvas.height = side
  if (ground) {
    context.fillStyle = ground
    context.fillRect(0, 0, side, side)
  }
  context.strokeStyle = line
  context.lineWidth = 1.2
  context.beginPath()
  if (kind === 'level') path(context, 0, side / 2, side, side / 2)
  else for (const shift of [-side, 0, side]) path(context, shift, side, shift + side, 0)
  context.stroke()
  return context.createPattern(context.canvas, 'repeat') ?? ground ?? line
}

function path(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number) {
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
}
