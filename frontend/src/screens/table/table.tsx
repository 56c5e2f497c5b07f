import { useEffect, useState } from 'preact/hooks'
import { addWords, t } from '../../i18n'
import { summary } from '../../state/answers'
import { metric, setOwn } from '../../state/page'
import { FilterPanel } from '../../ui/filters'
import { port } from '../../ui/mapcontrol'
import { Notes } from '../../ui/notes'
import { Dates, Presets } from '../../ui/period'
import type { Parts } from '../parts'
import { CellTable } from './celltable'
import { ChangeTable } from './changetable'
import { CorridorTable } from './corridortable'
import { CrossTable } from './crosstable'
import { IncidentTable } from './incidenttable'
import { type Subject, subject, subjects } from './state'
import { tableWords } from './words'
import './table.css'

addWords(tableWords)

/** The map in words: cells, incidents, corridors, or counts by two dimensions. */
function Table() {
  const [filtering, setFiltering] = useState(false)
  useEffect(() => () => port.value?.highlight(null), [])
  return (
    <div class="table-screen" data-filtering={filtering}>
      <div class="table-head">
        <Subjects />
        <button type="button" class="button" aria-expanded={filtering} onClick={() => setFiltering(!filtering)}>
          {t(filtering ? 'table.hideFilters' : 'table.filters')}
        </button>
      </div>
      <div class="table-body">
        {filtering && <Filters />}
        <div class="table-rows">
          <Rows of={subject.value} />
        </div>
      </div>
    </div>
  )
}

function Subjects() {
  return (
    <fieldset class="row plain">
      <legend class="visually-hidden">{t('table.what')}</legend>
      {subjects.map(name => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={subject.value === name}
          onClick={() => setOwn({ rows: name === 'cells' ? '' : name, sort: '', cols: '' })}
        >
          {t(`table.rows.${name}`)}
        </button>
      ))}
    </fieldset>
  )
}

function Rows({ of }: { of: Subject }) {
  switch (of) {
    case 'cells':
      return metric.value === 'count' ? <CellTable /> : <ChangeTable />
    case 'incidents':
      return <IncidentTable />
    case 'corridors':
      return <CorridorTable />
    case 'cross':
      return <CrossTable />
  }
}

function Filters() {
  return (
    <div class="table-filters">
      <div class="section">
        <Dates />
        <div class="row presets">
          <Presets />
        </div>
      </div>
      {summary.data.value && <Notes />}
      <FilterPanel />
    </div>
  )
}

export const parts: Parts = { Left: Table }
