package hotspot

import (
	"math"
	"testing"
)

// Flow of the Nile at Aswan, 1871-1970 (R's data set Nile).
var nile = []float64{
	1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
	1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
	831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
	781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
	744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
}

// R 4.2.2: cor.test(seq_along(x), x, method = "kendall", exact = FALSE, continuity = TRUE).
func TestMannKendallAgreesWithR(t *testing.T) {
	for _, c := range []struct {
		values    []float64
		s         int
		variance  float64
		z, p, tau float64
	}{
		{[]float64{23, 24, 29, 6, 29, 24, 24, 29, 23}, 3, 83.6666666667, 0.21865215512370109, 0.82692102175670534, 0.092847669088525944},
		{[]float64{0, 0, 0, 1, 0, 2, 1, 3, 2, 4}, 31, 114.3333333333, 2.8056585887484737, 0.0050213864890227833, 0.75972177616360137},
		{nile, -1387, 112728.3333333, -4.1280665228441, 3.6582629216643412e-05, -0.28074133472461299},
		{make([]float64, 10), 0, 0, 0, 1, math.NaN()},
	} {
		got := MannKendall(c.values)
		if got.S != c.s {
			t.Errorf("S %d, want %d", got.S, c.s)
		}
		near(t, "variance", got.Variance, c.variance, 1e-9)
		near(t, "z", got.Z, c.z, 1e-6)
		near(t, "p", got.P, c.p, 1e-6)
		near(t, "tau", got.Tau, c.tau, 1e-9)
	}
}

func TestSumsInAnotherOrderStillTie(t *testing.T) {
	tenth, fifth, third := 0.1, 0.2, 0.3
	a, b := tenth+fifth+third, third+fifth+tenth
	if a == b {
		t.Fatal("the example does not show what it should")
	}
	if got := MannKendall([]float64{a, b, a, b, a}); got.S != 0 || got.P != 1 {
		t.Errorf("equal values trend: %+v", got)
	}
}

func TestMannKendallMirrors(t *testing.T) {
	forward, backward := MannKendall(nile), []float64{}
	for i := range nile {
		backward = append(backward, nile[len(nile)-1-i])
	}
	if got := MannKendall(backward); got.S != -forward.S || got.P != forward.P {
		t.Errorf("backwards: %+v, forwards: %+v", got, forward)
	}
}

func TestSenSlope(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{1, 3, 5, 7}, 2},
		{[]float64{1, 3, 500, 7}, 2}, // slopes -493, 2, 2, 2, 249.5, 497: the outlier does not move it
		{[]float64{4, 4, 4}, 0},
		{[]float64{4}, math.NaN()},
	} {
		near(t, "slope", SenSlope(c.values), c.want, 1e-12)
	}
}
