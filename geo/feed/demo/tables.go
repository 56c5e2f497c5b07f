package demo

import "linea/geo"

// class is a group of kinds that behave alike over the day and the year.
type class uint8

const (
	help class = iota
	found
	movement
	contraband
	violence
	roads
	things
	classCount
)

// kindRow is a kind with its share in each profile and its class.
type kindRow struct {
	kind         geo.Kind
	busy, sparse int
	class        class
}

var kindTable = []kindRow{
	{geo.Rescue, 80, 60, help}, {geo.Medical, 60, 30, help}, {geo.MissingPerson, 20, 10, help},
	{geo.Death, 40, 700, found},
	{geo.Crossing, 300, 0, movement}, {geo.HumanSmuggling, 90, 10, movement}, {geo.Vehicle, 50, 5, movement},
	{geo.DrugSmuggling, 80, 10, contraband}, {geo.Weapons, 15, 5, contraband}, {geo.Cash, 10, 0, contraband}, {geo.Seizure, 30, 10, contraband},
	{geo.Assault, 20, 5, violence}, {geo.Shooting, 15, 10, violence}, {geo.Robbery, 30, 5, violence}, {geo.Homicide, 12, 20, violence}, {geo.ArmedViolence, 10, 40, violence},
	{geo.Crash, 45, 80, roads},
	{geo.Tunnel, 3, 0, things}, {geo.Aircraft, 25, 0, things}, {geo.Barrier, 25, 0, things}, {geo.Sensor, 35, 0, things},
	{geo.Other, 5, 0, things},
}

// hourWeights of each class, local hours from midnight.
var hourWeights = [classCount][24]int{
	help:       {3, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 14, 12, 10, 8, 6, 5, 4, 3},
	found:      {1, 1, 1, 1, 1, 3, 6, 9, 11, 12, 11, 10, 9, 9, 8, 8, 7, 6, 4, 2, 1, 1, 1, 1},
	movement:   {13, 13, 12, 11, 9, 7, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 6, 9, 12, 14, 14, 14},
	contraband: {9, 9, 9, 8, 8, 7, 5, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 10, 10},
	violence:   {10, 9, 8, 6, 4, 3, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6, 8, 10, 11, 12, 12, 11},
	roads:      {7, 6, 6, 4, 3, 3, 5, 6, 5, 4, 4, 4, 5, 5, 6, 7, 9, 10, 10, 9, 8, 8, 7, 7},
	things:     {8, 8, 8, 7, 6, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6, 7, 8, 8, 8, 8},
}

// monthWeights of each class, per cent of its best month.
var monthWeights = [classCount][12]int{
	help:       {25, 28, 35, 45, 65, 95, 100, 85, 60, 40, 28, 25},
	found:      {35, 38, 42, 48, 62, 90, 100, 85, 62, 48, 40, 35},
	movement:   {60, 75, 100, 95, 80, 55, 45, 48, 60, 78, 75, 62},
	contraband: {85, 88, 92, 90, 82, 70, 62, 65, 78, 95, 100, 92},
	violence:   {80, 80, 85, 88, 95, 100, 98, 95, 90, 88, 85, 82},
	roads:      {78, 78, 88, 85, 88, 90, 92, 92, 88, 95, 100, 98},
	things:     {90, 90, 95, 95, 95, 90, 85, 85, 90, 100, 95, 92},
}

// winter is where a wandering cluster stands in each month, per cent of its
// way: 100 in January, -100 in July.
var winter = [12]int{100, 87, 50, 0, -50, -87, -100, -87, -50, 0, 50, 87}

// precisionRow is how well a position is known, with its share in each profile.
type precisionRow struct {
	method       geo.LocationMethod
	radiusM      int
	busy, sparse int
	noPoint      bool
}

var precisionTable = []precisionRow{
	{geo.MethodGPS, 50, 380, 120, false},
	{geo.MethodGPS, 100, 250, 330, false},
	{geo.MethodGrid, 1000, 80, 20, false},
	{geo.MethodDescribed, 300, 70, 60, false},
	{geo.MethodDescribed, 2000, 80, 200, false},
	{geo.MethodDescribed, 15_000, 20, 120, false},
	{geo.MethodPlace, 5000, 40, 60, false},
	{geo.MethodSector, 25_000, 15, 20, false},
	{geo.MethodUnstated, 0, 45, 30, false},
	{geo.MethodMoved, 0, 3, 15, false},
	{geo.MethodNone, 0, 2, 10, false},
	{geo.MethodNone, 0, 15, 15, true},
}

// Shares of the time precisions, exact to year.
var timePrecision = map[Profile][]int{
	Busy:   {700, 120, 160, 15, 5},
	Sparse: {40, 30, 890, 30, 10},
}

// Shares of the statuses, in the order of geo.
var statusShares = []int{800, 170, 15, 15}

// Shares of the origins by class: unknown, reported, discovered, sensor.
var originShares = [classCount][]int{
	help:       {100, 700, 180, 20},
	found:      {300, 200, 500, 0},
	movement:   {100, 150, 500, 250},
	contraband: {50, 100, 800, 50},
	violence:   {150, 800, 50, 0},
	roads:      {50, 930, 20, 0},
	things:     {50, 100, 350, 500},
}

// Shares of the causes of death, in the order of geo from exposure on.
var causeShares = []int{360, 20, 40, 30, 60, 20, 470}

// Shares of the bounds that a found death carries, none first.
var foundShares = []int{450, 220, 110, 60, 60, 60, 40}

var subkinds = []string{"lost animal", "abandoned camp", "grass fire", "signal fire"}

var phrases = []string{
	"SYNTHETIC: group walking north along a wash",
	"SYNTHETIC: found by a ranger on a service road",
	"SYNTHETIC: call for water near a cattle tank",
	"SYNTHETIC: seen from the ridge, not confirmed on the ground",
	"SYNTHETIC: reported by a rancher the next morning",
	"SYNTHETIC: joint patrol, both sides informed",
	"SINTÉTICO: aviso de un ejidatario cerca del camino",
	"SINTÉTICO: localizado junto a la brecha",
}
