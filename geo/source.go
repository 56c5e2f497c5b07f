package geo

import "time"

// Source describes an organisation or data set that reports incidents. It is
// never a person. Sources are journalled, so every process knows the same.
type Source struct {
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Credit   string `json:"credit,omitempty"`
	URL      string `json:"url,omitempty"`
	Priority int    `json:"priority"` // rank when two sources tell of the same incident: lower wins
	Coverage string `json:"coverage"` // name of a coverage polygon: "arizona", "sonora", "study-area", ...
	// First and last local day it can speak for (2006-01-02); "" = its first
	// and newest record.
	FirstDay string `json:"first_day,omitempty"`
	LastDay  string `json:"last_day,omitempty"`
	// UnmapShared: a coordinate shared by SharedPointRows or more of its rows
	// is a placeholder and is not mapped.
	UnmapShared bool `json:"unmap_shared"`
	Synthetic   bool `json:"synthetic"`
	// ReportedUntil is the newest record or report date of its newest import;
	// an older file never overwrites what a newer one said.
	ReportedUntil time.Time `json:"reported_until,omitzero"`
}

// SharedPointRows is how many rows of one source at one coordinate make that
// coordinate a placeholder.
const SharedPointRows = 10

// StudyAreaCoverage is the coverage of a source that says nothing else.
const StudyAreaCoverage = "study-area"

// ElPasoCoverage is New Mexico and the far west of Texas: whoever records there
// is silent about Arizona and Sonora, and that is not zero.
const ElPasoCoverage = "el-paso-sector"

// BuiltInSources describes the public data sets that the feeds know. Priority
// follows how close the publisher is to the records. UCDP places events at
// named towns on purpose and says how well (its centroids of states are unmapped
// by that): many rows at one of its points are a town, not a placeholder.
func BuiltInSources() []Source {
	return []Source{
		{Slug: "ogis", Name: "Arizona OpenGIS Initiative for Deceased Migrants", Credit: "Humane Borders and Pima County Office of the Medical Examiner", URL: "https://humaneborders.info", Priority: 10, Coverage: "arizona", UnmapShared: true},
		{Slug: "elpaso", Name: "El Paso Sector Migrant Death Database", Credit: "No More Deaths, El Paso Sector Migrant Death Database, DOI 10.17605/OSF.IO/HFA35", URL: "https://doi.org/10.17605/OSF.IO/HFA35", Priority: 20, Coverage: ElPasoCoverage, UnmapShared: true},
		{Slug: "fars", Name: "NHTSA Fatality Analysis Reporting System", Credit: "US National Highway Traffic Safety Administration (public domain)", URL: "https://www.nhtsa.gov/research-data/fatality-analysis-reporting-system-fars", Priority: 30, Coverage: "arizona", UnmapShared: true},
		{Slug: "ucdp", Name: "UCDP Georeferenced Event Dataset", Credit: "Uppsala Conflict Data Program (CC BY 4.0)", URL: "https://ucdp.uu.se", Priority: 40, Coverage: "sonora"},
		{Slug: "iom", Name: "IOM Missing Migrants Project", Credit: "IOM Missing Migrants Project (CC BY 4.0)", URL: "https://missingmigrants.iom.int", Priority: 50, Coverage: StudyAreaCoverage, UnmapShared: true},
		{Slug: DemoSource, Name: "Synthetic demonstration data", Credit: "SYNTHETIC DATA made by linea demo: no real incident", Priority: 100, Coverage: StudyAreaCoverage, Synthetic: true},
	}
}

// DemoSource is the source of all synthetic rows.
const DemoSource = "demo"

// NewSource describes a source that nobody declared: middle priority, the
// whole study area, shared points kept.
func NewSource(slug string) Source {
	for _, s := range BuiltInSources() {
		if s.Slug == slug {
			return s
		}
	}
	return Source{Slug: slug, Name: slug, Priority: 60, Coverage: StudyAreaCoverage}
}
