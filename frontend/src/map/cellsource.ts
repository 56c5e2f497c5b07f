import { createCanvasContext2D } from 'ol/dom'
import MVT from 'ol/format/MVT'
import type { Projection } from 'ol/proj'
import VectorTileSource from 'ol/source/VectorTile'
import TileState from 'ol/TileState'
import { createXYZ } from 'ol/tilegrid'
import type VectorRenderTile from 'ol/VectorRenderTile'

/** Tiles of 512 px, the deepest of this zoom; deeper views scale them. */
export class TileSource extends VectorTileSource {
  /** What has come before it was to be drawn. */
  private readonly here = new Set<string>()
  private readonly lent = new Set<Context>()

  constructor(maxZoom: number) {
    super({ format: new MVT(), tileGrid: createXYZ({ tileSize: 512, maxZoom }), wrapX: false })
  }

  /** Asks for the tiles of a view now, not only once a frame has been drawn without them. Resolves when each has come or failed. */
  async ask(extent: number[], resolution: number, projection: Projection): Promise<void> {
    const grid = this.getTileGridForProjection(projection)
    const asked: Promise<void>[] = []
    grid.forEachTileCoord(extent, grid.getZForResolution(resolution, this.zDirection), ([z = 0, x = 0, y = 0]) => {
      const tile = this.getTile(z, x, y, 1, projection)
      tile.load() // its own tiles are then the source's
      asked.push(settled(tile).then(() => void this.here.add(`${z}/${x}/${y}`)))
    })
    await Promise.all(asked)
  }

  /** A tile whose contents are here is drawn in the frame that asks for it, not in the one after. */
  override getTile(z: number, x: number, y: number, pixelRatio: number, projection: Projection): VectorRenderTile {
    const tile = this.lend(super.getTile(z, x, y, pixelRatio, projection))
    if (this.here.has(`${z}/${x}/${y}`)) tile.load()
    return tile
  }

  /** Once nothing of it is drawn any more: the canvases of its tiles go to others. */
  retire() {
    for (const context of this.lent) this.takeBack(context)
  }

  /** Has a tile draw on a canvas that another has done with, where there is one. */
  private lend(tile: VectorRenderTile): VectorRenderTile {
    let own: Context | null = null
    const release = tile.release.bind(tile)
    tile.hasContext = () => own !== null
    tile.getContext = () => {
      own ??= spare.pop() ?? createCanvasContext2D(1, 1)
      this.lent.add(own)
      return own
    }
    tile.release = () => {
      if (own) this.takeBack(own)
      own = null
      release()
    }
    return tile
  }

  private takeBack(context: Context) {
    if (this.lent.delete(context) && spare.length < mostSpare) spare.push(context)
  }
}

type Context = ReturnType<VectorRenderTile['getContext']>

/** Canvases without a tile. Fresh memory for each tile would take longer than to draw its cells. */
const spare: Context[] = []
const mostSpare = 6

const ends: readonly number[] = [TileState.LOADED, TileState.ERROR, TileState.EMPTY]

function settled(tile: VectorRenderTile): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!ends.includes(tile.getState())) return
      tile.removeEventListener('change', look)
      resolve()
    }
    tile.addEventListener('change', look)
    look()
  })
}
