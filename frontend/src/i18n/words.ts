/** Texts of one part of the app in both languages: the same keys in each, or it does not compile. */
export interface Words<K extends string> {
  en: Record<K, string>
  es: Record<K, string>
}

export function words<const K extends string>(texts: {
  en: Record<K, string>
  es: Record<NoInfer<K>, string>
}): Words<K> {
  return texts
}
