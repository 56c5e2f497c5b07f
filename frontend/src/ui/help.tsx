import { addWords, t } from '../i18n'
import { version } from '../state/answers'
import { helpOpen } from './helping'
import { helpWords } from './helpwords'
import { Dialog } from './parts'

addWords(helpWords)

export function Help() {
  return (
    <Dialog
      title={t('help.title')}
      onClose={() => {
        helpOpen.value = false
      }}
    >
      <h3>{t('help.read')}</h3>
      <p>{t('help.read1')}</p>
      <p>{t('help.read2')}</p>
      <p>{t('help.classes')}</p>
      <p>{t('help.read3')}</p>
      <p>{t('help.time')}</p>
      <h3>{t('help.keys')}</h3>
      <Keys />
      <h3>{t('help.data')}</h3>
      <p>{t('help.data1')}</p>
      <p class="muted">
        Línea {version.data.value?.version} · <a href="/licenses.md">{t('help.licences')}</a>
      </p>
    </Dialog>
  )
}

function Keys() {
  const keys = [
    { key: '/', does: t('help.key.search') },
    { key: t('help.key.arrowsName'), does: t('help.key.arrows') },
    { key: '+ −', does: t('help.key.zoom') },
    { key: 'Enter', does: t('help.key.enter') },
    { key: 'a', does: t('help.key.around') },
    { key: 'n p', does: t('help.key.rank') },
    { key: 'Ctrl+Z Ctrl+Shift+Z', does: t('help.key.undo') },
    { key: 'Esc', does: t('help.key.escape') },
  ]
  return (
    <dl class="keys">
      {keys.map(({ key, does }) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}
