package feed

import (
	"strings"

	"linea/geo"
)

// kindLabels are the names of the kinds on screens, English and Spanish; a
// file may use them as well as the plain words.
var kindLabels = map[geo.Kind][2]string{
	geo.Rescue:         {"Rescue", "Rescate"},
	geo.Medical:        {"Medical aid", "Atención médica"},
	geo.MissingPerson:  {"Missing person", "Persona desaparecida o no localizada"},
	geo.Death:          {"Death or human remains found", "Fallecimiento o hallazgo de restos humanos"},
	geo.Crossing:       {"Crossing between ports", "Cruce fuera de garita"},
	geo.HumanSmuggling: {"Human smuggling", "Tráfico de migrantes"},
	geo.Vehicle:        {"Vehicle incident", "Incidente vehicular"},
	geo.DrugSmuggling:  {"Drug smuggling", "Tráfico de drogas"},
	geo.Weapons:        {"Weapons", "Armas"},
	geo.Cash:           {"Bulk cash", "Dinero en efectivo"},
	geo.Seizure:        {"Seizure", "Decomiso o aseguramiento"},
	geo.Assault:        {"Assault", "Agresión"},
	geo.Shooting:       {"Shooting", "Disparos con arma de fuego"},
	geo.Robbery:        {"Robbery", "Robo"},
	geo.Homicide:       {"Homicide", "Homicidio"},
	geo.ArmedViolence:  {"Armed violence", "Violencia armada"},
	geo.Crash:          {"Fatal or serious crash", "Accidente vial grave"},
	geo.Tunnel:         {"Tunnel", "Túnel"},
	geo.Aircraft:       {"Aircraft or drone", "Aeronave o dron"},
	geo.Barrier:        {"Barrier breach", "Brecha en la barrera"},
	geo.Sensor:         {"Sensor activation", "Activación de sensor"},
	geo.Other:          {"Other", "Otro"},
}

// kindNamed finds a kind by its name or one of its labels, in any case.
func kindNamed(word string) (geo.Kind, bool) {
	plain := strings.ReplaceAll(plainName(word), "-", " ")
	if k, err := geo.ParseKind(strings.ReplaceAll(plain, " ", "_")); err == nil {
		return k, true
	}
	for k, labels := range kindLabels {
		if plain == plainName(labels[0]) || plain == plainName(labels[1]) {
			return k, true
		}
	}
	return geo.Other, false
}
