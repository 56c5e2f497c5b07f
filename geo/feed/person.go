package feed

import (
	"strings"
	"unicode"
)

// What tells that a column belongs to a person. Missing one would break a
// promise, hitting one too many only leaves a column out and says so: hence
// the long lists.

// personRules decide about column names. They are made once for a format.
type personRules struct {
	words    map[string]bool // whole words, English and Spanish
	stems    []string        // give a person away wherever they stand in a name ("OFFICERNAME")
	harmless map[string]bool // whole names that hold a person word but no person
}

func newPersonRules() *personRules {
	p := &personRules{words: map[string]bool{}, harmless: map[string]bool{}}
	for _, w := range strings.Fields(`
		name names nombre nombres alias apodo age ages edad edades sex sexo gender genero género
		document documento curp rfc ssn nss dob tel mobile celular whatsapp correo
		plate plates placa placas matricula matrícula license licence licencia vin photo photos foto fotos image imagen
		agent agents agente agentes oficial victim victims victima víctima suspect suspects sospechoso
		person persona people children child females female males male women men niños niñas hombres mujeres
		address domicilio direccion dirección contact contacto ethnicity race raza tribe religion
		occupation ocupacion ocupación witness testigo reporter deceased decedent difunto fallecido driver conductor`) {
		p.words[w] = true
	}
	p.stems = strings.Fields(`apellid surname forename firstname lastname fullname nickname nombrecompleto officer badge
		passport pasaporte nationalit nacionalidad citizen ciudadan birth nacimiento phone telefono teléfono email
		callsign`)
	for _, what := range strings.Fields("place location file layer conflict dyad land area source county state road station region") {
		p.harmless[what+" name"] = true
	}
	return p
}

// match says whether a column of this name may hold a person.
func (p *personRules) match(name string) bool {
	plain := plainName(name)
	if p.harmless[plain] {
		return false
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, plain)
	for _, stem := range p.stems {
		if strings.Contains(letters, stem) {
			return true
		}
	}
	for _, w := range strings.FieldsFunc(plainName(spacedCamel(name)), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if p.words[w] {
			return true
		}
	}
	return false
}

// spacedCamel parts "agentName" into "agent Name".
func spacedCamel(name string) string {
	var b strings.Builder
	wasLower := false
	for _, r := range name {
		if wasLower && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		wasLower = unicode.IsLower(r)
	}
	return b.String()
}
