import { addWords, t } from '../../i18n'
import { narrow } from '../../ui/narrow'
import type { Parts } from '../parts'
import { Begin } from './begin'
import { Left } from './left'
import { Over } from './over'
import { Profile } from './profile'
import { Right } from './right'
import { inHand } from './state'
import { corridorWords } from './words'
import './corridor.css'

addWords(corridorWords)

/** Where there is room, the profile lies below the map, as long as it. */
function Strip() {
  return narrow.value ? null : <Profile />
}

const leftName = () => t(inHand.value ? 'corridor.left' : 'corridor.leftFirst')

export const parts: Parts = { Begin, Left, Over, Right, Strip, leftName, apart: () => true }
