package place

import (
	"math"

	"github.com/paulmach/orb"
)

// Distance is the length in metres of the WGS 84 geodesic from a to b, within
// a millimetre.
func Distance(a, b orb.Point) float64 {
	d, _ := Inverse(a, b)
	return d
}

// Inverse solves the inverse problem: the length of the geodesic from a to b in
// metres and its azimuth at a in degrees, 0 <= azimuth < 360 (0 when a equals b).
// Points that are no numbers are NaN apart.
//
// T. Vincenty, Survey Review XXIII (1975), good to 0.1 mm. Its iteration does
// not settle for nearly antipodal points; those are found by [aroundTheEarth],
// within a millimetre.
func Inverse(a, b orb.Point) (distM, azimuthDeg float64) {
	if a == b {
		return 0, 0
	}
	if sum := a[0] + a[1] + b[0] + b[1]; sum-sum != 0 { // NaN or infinite
		return math.NaN(), math.NaN()
	}
	if d, az, ok := vincentyInverse(a, b); ok {
		return d, az
	}
	return aroundTheEarth(a, b)
}

// Direct gives the point that lies distM metres from p along the geodesic that
// leaves p at the azimuth, within a millimetre (Vincenty 1975).
func Direct(p orb.Point, azimuthDeg, distM float64) orb.Point {
	sinAz, cosAz := math.Sincos(azimuthDeg * degree)
	sinU, cosU := reducedLatitude(p[1])
	sigma1 := math.Atan2(sinU, cosU*cosAz)
	sinAlpha := cosU * sinAz
	cos2Alpha := 1 - sinAlpha*sinAlpha
	a, b := vincentySeries(cos2Alpha)

	sigma := distM / (semiMinorM * a)
	for range 20 {
		next := distM/(semiMinorM*a) + deltaSigma(b, sigma, math.Cos(2*sigma1+sigma))
		if math.Abs(next-sigma) < 1e-14 {
			sigma = next
			break
		}
		sigma = next
	}
	sin, cos := math.Sincos(sigma)
	x := sinU*sin - cosU*cos*cosAz
	lat := math.Atan2(sinU*cos+cosU*sin*cosAz, (1-flattening)*math.Hypot(sinAlpha, x))
	lambda := math.Atan2(sin*sinAz, cosU*cos-sinU*sin*cosAz)
	lambda -= lambdaExcess(sinAlpha, cos2Alpha, sigma, math.Cos(2*sigma1+sigma))
	return orb.Point{wrapLon(p[0] + lambda/degree), lat / degree}
}

// vincentyInverse reports ok=false where the iteration does not settle.
func vincentyInverse(p, q orb.Point) (distM, azimuthDeg float64, ok bool) {
	sinU1, cosU1 := reducedLatitude(p[1])
	sinU2, cosU2 := reducedLatitude(q[1])
	l := wrapLon(q[0]-p[0]) * degree
	lambda := l
	for range 50 {
		sinL, cosL := math.Sincos(lambda)
		y, x := cosU2*sinL, cosU1*sinU2-sinU1*cosU2*cosL
		sin, cos := math.Hypot(y, x), sinU1*sinU2+cosU1*cosU2*cosL
		if sin == 0 {
			return 0, 0, cos > 0
		}
		sigma := math.Atan2(sin, cos)
		sinAlpha := cosU1 * cosU2 * sinL / sin
		cos2Alpha := 1 - sinAlpha*sinAlpha
		cos2Sm := 0.0 // along the equator
		if cos2Alpha > 0 {
			cos2Sm = cos - 2*sinU1*sinU2/cos2Alpha
		}
		next := l + lambdaExcess(sinAlpha, cos2Alpha, sigma, cos2Sm)
		if math.Abs(next) > math.Pi {
			return 0, 0, false
		}
		if math.Abs(next-lambda) < 1e-13 {
			a, b := vincentySeries(cos2Alpha)
			distM = semiMinorM * a * (sigma - deltaSigma(b, sigma, cos2Sm))
			return distM, azimuthOf(y, x), true
		}
		lambda = next
	}
	return 0, 0, false
}

// aroundTheEarth measures between nearly antipodal points: the geodesic is the
// shortest way over any point a quarter of the Earth away, so it tries the
// azimuths of that point.
func aroundTheEarth(a, b orb.Point) (distM, azimuthDeg float64) {
	over := func(az float64) float64 {
		d, _, ok := vincentyInverse(Direct(a, az, quarterM), b)
		if !ok {
			return math.NaN()
		}
		return quarterM + d
	}
	const step = 5.0
	distM = math.NaN()
	for az := 0.0; az < 360; az += step {
		if d := over(az); !(d >= distM) {
			distM, azimuthDeg = d, az
		}
	}
	lo, hi := azimuthDeg-step, azimuthDeg+step
	for hi-lo > 1e-7 {
		third := (hi - lo) / 3
		if over(lo+third) < over(hi-third) {
			hi -= third
		} else {
			lo += third
		}
	}
	azimuthDeg = (lo + hi) / 2
	return over(azimuthDeg), math.Mod(azimuthDeg+360, 360)
}

// reducedLatitude gives sine and cosine of the latitude on the auxiliary sphere.
func reducedLatitude(latDeg float64) (sin, cos float64) {
	sinLat, cosLat := math.Sincos(latDeg * degree)
	sinU, cosU := (1-flattening)*sinLat, cosLat
	n := math.Hypot(sinU, cosU)
	return sinU / n, cosU / n
}

// vincentySeries gives the coefficients A and B of Vincenty's equations 3 and 4.
func vincentySeries(cos2Alpha float64) (a, b float64) {
	u2 := cos2Alpha * (semiMajorM*semiMajorM - semiMinorM*semiMinorM) / (semiMinorM * semiMinorM)
	a = 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
	b = u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
	return a, b
}

// deltaSigma is Vincenty's equation 6.
func deltaSigma(b, sigma, cos2Sm float64) float64 {
	sin, cos := math.Sincos(sigma)
	c2 := cos2Sm * cos2Sm
	return b * sin * (cos2Sm + b/4*(cos*(2*c2-1)-b/6*cos2Sm*(4*sin*sin-3)*(4*c2-3)))
}

// lambdaExcess is Vincenty's equation 11: the longitude on the auxiliary sphere
// less the one on the ellipsoid, radians.
func lambdaExcess(sinAlpha, cos2Alpha, sigma, cos2Sm float64) float64 {
	const f = flattening
	sin, cos := math.Sincos(sigma)
	c := f / 16 * cos2Alpha * (4 + f*(4-3*cos2Alpha))
	return (1 - c) * f * sinAlpha * (sigma + c*sin*(cos2Sm+c*cos*(2*cos2Sm*cos2Sm-1)))
}

// azimuthOf gives the direction of (east, north) in degrees, 0 <= a < 360.
func azimuthOf(east, north float64) float64 {
	az := math.Atan2(east, north) / degree
	if az < 0 {
		az += 360
	}
	return az
}
