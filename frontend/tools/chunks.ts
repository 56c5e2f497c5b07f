/**
 * What a first visit needs comes in two files, the page and the map engine: in
 * twenty small ones it would be a tenth larger, because each is packed alone.
 * Everything that is imported only later stays as the bundler splits it.
 */

interface Graph {
  getModuleInfo(id: string): { importers: readonly string[]; isEntry: boolean } | null
}

const engine = /src\/map\/openlayers\.ts$/

/** The page goes first: what both need is its. */
export const firstVisit = (['page', 'engine'] as const).map((name, i) => ({
  name: (id: string, graph: Graph) => (rootsOf(id, graph).has(name) ? name : null),
  priority: 2 - i,
}))

/** Which of the two beginnings lead to a module by imports at once. */
function rootsOf(id: string, graph: Graph, seen = new Set<string>(), roots = new Set<'page' | 'engine'>()) {
  if (seen.has(id)) return roots
  seen.add(id)
  const info = graph.getModuleInfo(id)
  if (info?.isEntry) roots.add('page')
  if (engine.test(id)) roots.add('engine')
  for (const importer of info?.importers ?? []) rootsOf(importer, graph, seen, roots)
  return roots
}
