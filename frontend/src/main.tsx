import { effect } from '@preact/signals'
import { render } from 'preact'
import { startLang, startUnits } from './i18n/choose'
import { keepForOffline } from './offline'
import { followScreen } from './screens'
import { followAddress } from './state/address'
import { openPage } from './state/firstview'
import { watchLink } from './state/lite'
import { decodePage } from './state/url'
import { startTheme } from './theme/apply'
import './theme/base.css'
import './theme/layout.css'
import './theme/parts.css'
import './theme/panel.css'
import './theme/filters.css'
import './theme/map.css'
import './theme/results.css'
import './theme/dialogs.css'
import './theme/strip.css'
import './theme/touch.css'
import { exposeForTests } from './testing'
import { App, followSelection } from './ui/app'
import { port } from './ui/mapcontrol'

startTheme()
startUnits()
watchLink()
await startLang(decodePage(location.search).page.lang)
const root = document.getElementById('app')
if (root) {
  root.textContent = ''
  render(<App />, root)
}
effect(followSelection)
followAddress()
followScreen()
exposeForTests()
void openPage(location.search).then(async () => {
  const { followStore } = await import('./state/live')
  followStore(async () => port.peek()?.idle())
})
keepForOffline()
