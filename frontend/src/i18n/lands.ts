/** Names of land managers in Spanish, for display; the name stored stays the filter's value. */
export const landsInSpanish: Readonly<Record<string, string>> = {
  Private: 'Privado',
  'State of Arizona': 'Estado de Arizona',
  'US Forest Service': 'Servicio Forestal de EE. UU.',
  'Bureau of Land Management': 'Oficina de Administración de Tierras (BLM)',
  'Bureau of Reclamation': 'Oficina de Reclamación de EE. UU.',
  'Pima County': 'Condado de Pima',
  'City of Tucson': 'Ciudad de Tucson',
  'State or Local Park': 'Parque estatal o local',
  'International Boundary and Water Commission': 'Comisión Internacional de Límites y Aguas (IBWC)',
  'Pima County Office of the Medical Examiner': 'Oficina del médico forense del condado de Pima',
  'Maricopa County Office of the Medical Examiner': 'Oficina del médico forense del condado de Maricopa',
  "Tohono O'odham Nation": 'Nación Tohono O’odham',
  "Tohono O'odham Nation, San Xavier": 'Nación Tohono O’odham, San Xavier',
}
