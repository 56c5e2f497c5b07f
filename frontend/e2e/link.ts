import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A link to a server that can swallow what is sent, in both ways, and break nothing: as a phone with no bar of signal. */
export class Link {
  /** Where the server is reached over it. */
  url = ''
  private swallows: 'nothing' | 'answers' | 'all' = 'nothing'
  private readonly sockets = new Set<Socket>()
  private readonly server = createServer(near => this.join(near))
  private target = 0

  async open(url: string) {
    this.target = Number(new URL(url).port)
    await new Promise<void>(done => this.server.listen(0, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** From now on nothing arrives, on new connections neither. */
  swallow() {
    this.swallows = 'all'
  }

  /** What is sent arrives, and what comes back does not. */
  swallowAnswers() {
    this.swallows = 'answers'
  }

  /** New connections work; those of before stay deaf, as behind a router that has forgotten them. */
  heal() {
    this.swallows = 'nothing'
  }

  /** Breaks every connection. */
  cut() {
    for (const socket of this.sockets) socket.destroy()
  }

  async close() {
    this.cut()
    await new Promise(done => this.server.close(done))
  }

  private join(near: Socket) {
    const far = connect(this.target, '127.0.0.1')
    this.pipe(near, far, () => this.swallows === 'all')
    this.pipe(far, near, () => this.swallows !== 'nothing')
  }

  private pipe(from: Socket, to: Socket, swallows: () => boolean) {
    this.sockets.add(from)
    let deaf = false
    from.on('data', data => {
      deaf ||= swallows()
      if (!deaf) to.write(data)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      this.sockets.delete(from)
      to.destroy()
    })
  }
}
