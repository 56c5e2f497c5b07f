package feed

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What tells that a column belongs to a person, so that the report names it as
// left out. The promise that nobody is named does not rest on these lists: no
// column that a format does not read is ever looked at or repeated.

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
		occupation ocupacion ocupación witness testigo reporter deceased decedent difunto fallecido driver conductor
		fname lname mname firstnm lastnm given paterno materno ine dni cedula yrs patient paciente subject detainee
		detenido migrant migrante alien anumber hija hijo madre padre mother father relative kin handle user usuario
		imei fbi ofc cel movil mail idnumber años anios`) {
		p.words[folded(w)] = true
	}
	p.stems = strings.Fields(`apellid surname forename firstname lastname fullname firstnm lastnm nickname nombrecompleto officer badge
		passport pasap nationalit nacionalidad citizen ciudadan birth nacimiento phone telefono teléfono email
		callsign`)
	for _, what := range strings.Fields("place location file layer conflict dyad land area source county state road station region") {
		p.harmless[what+" name"] = true
	}
	return p
}

// match says whether a column of this name may hold a person.
func (p *personRules) match(name string) bool {
	name = unmarked(name)
	plain := folded(plainName(name))
	if p.harmless[plain] || strings.Contains(name, " | http") { // the map's export says in a heading what it holds, with its link and credits
		return false
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, plain)
	if p.words[letters] {
		return true // "D.O.B.", "n_a_m_e"
	}
	for _, stem := range p.stems {
		if strings.Contains(letters, stem) {
			return true
		}
	}
	for _, w := range strings.FieldsFunc(folded(plainName(spacedCamel(name))), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if p.words[w] {
			return true
		}
	}
	return false
}

// unmarked spells a name without accents, wide letters and what is invisible.
func unmarked(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Mn, unicode.Cf) {
			return -1
		}
		return r
	}, norm.NFKD.String(name))
}

// folded is unmarked in lower case, with Cyrillic and Greek letters replaced by
// the Latin ones that they look like.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if i := slices.Index([]rune("авекмнорстухіјѕαεικνορτυχ"), r); i >= 0 {
			return rune("abekmhopctyxijsaeiknoptux"[i])
		}
		return r
	}, strings.ToLower(unmarked(name)))
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
