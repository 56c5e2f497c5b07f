package feed

import (
	"strings"
	"unicode"
)

// What tells that a column belongs to a person. Missing one would break a
// promise, hitting one too many only leaves a column out and says so: hence
// the long lists.

// personWords are whole words, English and Spanish.
func personWords() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`
		name names nombre nombres alias apodo age ages edad edades sex sexo gender genero género
		document documento curp rfc ssn nss dob tel mobile celular whatsapp correo
		plate plates placa placas matricula matrícula license licence licencia vin photo photos foto fotos image imagen
		agent agents agente agentes oficial victim victims victima víctima suspect suspects sospechoso
		person persona people children child females males female male women men niños niñas hombres mujeres
		address domicilio direccion dirección contact contacto ethnicity race raza tribe religion
		occupation ocupacion ocupación witness testigo reporter deceased decedent difunto fallecido driver conductor`) {
		words[w] = true
	}
	return words
}

// personStems give a person away wherever they stand in a name ("OFFICERNAME").
func personStems() []string {
	return strings.Fields(`apellid surname forename firstname lastname fullname nickname nombrecompleto officer badge
		passport pasaporte nationalit nacionalidad citizen ciudadan birth nacimiento phone telefono teléfono email
		callsign`)
}

// harmlessNames hold a person word but no person.
func harmlessNames() map[string]bool {
	names := map[string]bool{}
	for _, what := range strings.Fields("place location file layer conflict dyad land area source county state road station region") {
		names[what+" name"] = true
	}
	return names
}

// personColumn says whether a column of this name may hold a person.
func personColumn(name string) bool {
	plain := plainName(name)
	if harmlessNames()[plain] {
		return false
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, plain)
	for _, stem := range personStems() {
		if strings.Contains(letters, stem) {
			return true
		}
	}
	words := personWords()
	for _, w := range strings.FieldsFunc(plainName(spacedCamel(name)), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if words[w] {
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
