#!/bin/sh
# Makes the reference values in this folder with GeographicLib's own tools
# (Debian: geographiclib-tools), which share no code with this package.
set -eu
cd "$(dirname "$0")"

pairs() { # lon1 lat1 lon2 lat2: around the line, all over the Earth, and awkward
  awk 'BEGIN {
    srand(1)
    for (i = 0; i < 150; i++) {
      x = -116 + 8*rand(); y = 29 + 6*rand(); d = 10^(-4 + 4.5*rand())
      printf "%.7f %.7f %.7f %.7f\n", x, y, x + d*(2*rand()-1), y + d*(2*rand()-1)
    }
    for (i = 0; i < 150; i++)
      printf "%.7f %.7f %.7f %.7f\n", 360*rand()-180, 180*rand()-90, 360*rand()-180, 180*rand()-90
    for (i = 0; i < 40; i++) {
      x = 360*rand()-180; y = 160*rand()-80
      printf "%.7f %.7f %.7f %.7f\n", x, y, (x < 0 ? x+180 : x-180) + rand()-0.5, -y + rand()-0.5
    }
  }'
  cat <<'END'
0 0 90 0
0 0 179 0
0 0 179.5 0
0 0 179.9 0
0 0 180 0.0001
0 0 0 90
10 -90 50 90
-114 29 -114 35
-114.1 32 -113.9 32
179.9 10 -179.9 10
-180 10 180 -10
0 -30 179.8 29.9
0 -30 179.9 30.1
5 0 185 0.5
-73.8 40.6 2.55 49.01666667
END
}

{
  echo lon1,lat1,lon2,lat2,azimuth_deg,distance_m
  pairs | while read -r x1 y1 x2 y2; do
    set -- $(echo "$y1 $x1 $y2 $x2" | GeodSolve -i -p 6)
    echo "$x1,$y1,$x2,$y2,$1,$3"
  done
} > geodesics.csv

{
  echo area_m2,ring
  awk 'BEGIN {
    srand(2)
    for (i = 0; i < 40; i++) {
      n = 3 + int(9*rand()); x = -116 + 8*rand(); y = 29 + 6*rand(); r = 10^(-2 + 2.3*rand())
      for (k = 0; k < n; k++) {
        a = 6.2831853*k/n; s = r*(0.4 + 0.6*rand())
        printf "%.6f %.6f%s", x + s*cos(a), y + 0.8*s*sin(a), (k < n-1 ? ";" : "\n")
      }
    }
    print "0 -1;1 0;0 1;-1 0"
    print "0 90;0 0;90 0"
    print "179 10;-179 10;-179 12;179 12"
  }' | while read -r ring; do
    area=$(echo "$ring" | tr ';' '\n' | awk '{ print $2, $1 }' | Planimeter -s | awk '{ print $3 }')
    echo "$area,$ring"
  done
} > areas.csv

{
  echo lon,lat,dms,utm,mgrs
  {
    awk 'BEGIN {
      srand(3)
      for (i = 0; i < 60; i++) printf "%.7f %.7f\n", -116 + 8*rand(), 29 + 6*rand()
      for (i = 0; i < 120; i++) printf "%.7f %.7f\n", 360*rand()-180, 163.9*rand()-79.95
    }'
    cat <<'END'
-114 32
-114.0000001 32
-114.0000001 31.9999999
-114 31.9999999
0 0
-0.0000001 -0.0000001
5 60
2.9 60
3 56
3 55.9999999
8.9 75
9 75
20.9 80
33 83.9
-180 10
179.9999999 -10
-66.5 -80
END
  } | while read -r lon lat; do
    dms=$(echo "$lat $lon" | GeoConvert -d -p 1 | sed 's/"/""/g')
    utm=$(echo "$lat $lon" | GeoConvert -u -p 2)
    mgrs=$(echo "$lat $lon" | GeoConvert -m -p 0)
    echo "$lon,$lat,\"$dms\",$utm,$mgrs"
  done
} > notations.csv
