-- The tables that make the file a GeoPackage (OGC 12-128r18, annex C).

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name                 TEXT NOT NULL,
  srs_id                   INTEGER NOT NULL PRIMARY KEY,
  organization             TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition               TEXT NOT NULL,
  description              TEXT
);

INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');

CREATE TABLE gpkg_contents (
  table_name  TEXT NOT NULL PRIMARY KEY,
  data_type   TEXT NOT NULL,
  identifier  TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  min_x       DOUBLE,
  min_y       DOUBLE,
  max_x       DOUBLE,
  max_y       DOUBLE,
  srs_id      INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
  table_name         TEXT NOT NULL,
  column_name        TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id             INTEGER NOT NULL,
  z                  TINYINT NOT NULL,
  m                  TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

-- What the file is. Registered as an attributes table, which also keeps GIS
-- programs from listing the private tables as layers.

CREATE TABLE linea_store (
  fid            INTEGER PRIMARY KEY CHECK (fid = 1),
  store_id       TEXT NOT NULL,
  schema_version MEDIUMINT NOT NULL,
  created_at     DATETIME NOT NULL,
  note           TEXT NOT NULL
);

-- The journal: one row a block of changes, never changed but for a body that
-- is erased by law.

CREATE TABLE journal (
  seq_last    INTEGER PRIMARY KEY,
  n           INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  body        BLOB,
  body_sha256 BLOB NOT NULL,
  chain       BLOB NOT NULL
);

-- The newest change of every incident, and what the layer shows of it. fid is
-- the seq of its first revision.

CREATE TABLE current_incident (
  fid               INTEGER PRIMARY KEY,
  id                TEXT(64) NOT NULL UNIQUE,
  revision          MEDIUMINT NOT NULL,
  seq               INTEGER NOT NULL,
  prev_seq          INTEGER NOT NULL,
  op                INTEGER NOT NULL,
  actor             TEXT NOT NULL,
  recorded_at       DATETIME NOT NULL,
  owner             TEXT NOT NULL,
  label             TEXT NOT NULL,
  format            INTEGER NOT NULL,
  fields            BLOB NOT NULL,
  geom              POINT,
  source            TEXT(40),
  kind              TEXT(20) NOT NULL,
  subkind           TEXT(60),
  occurred_at       DATETIME,
  occurred_until    DATETIME,
  date_local        DATE,
  date_local_until  DATE,
  time_precision    TEXT(10) NOT NULL,
  time_kind         TEXT(10) NOT NULL,
  reported_at       DATETIME,
  found_within_days MEDIUMINT,
  radius_m          DOUBLE,
  location_method   TEXT(10) NOT NULL,
  origin            TEXT(10) NOT NULL,
  persons           MEDIUMINT,
  cause             TEXT(20),
  land              TEXT(60),
  area              TEXT(60),
  summary           TEXT(200),
  via               TEXT(40),
  status            TEXT(10) NOT NULL
);

-- The newest change of every corridor, source and import.

CREATE TABLE current_entity (
  entity      INTEGER NOT NULL,
  id          TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  prev_seq    INTEGER NOT NULL,
  op          INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  owner       TEXT NOT NULL,
  label       TEXT NOT NULL,
  format      INTEGER NOT NULL,
  fields      BLOB NOT NULL,
  PRIMARY KEY (entity, id)
);

-- The layer: every current incident but the retracted ones. A view, so nobody
-- can edit incidents past the journal.

CREATE VIEW incidents AS
SELECT fid AS OGC_FID, geom, id, source, kind, subkind,
       occurred_at, occurred_until, date_local, date_local_until, time_precision, time_kind,
       reported_at, found_within_days, radius_m, location_method, origin, persons, cause,
       land, area, summary, via, status, revision, seq, recorded_at
FROM current_incident
WHERE op = 0 AND status <> 'retracted';

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('incidents', 'features', 'incidents', 'Current incidents but retracted ones; read-only, changed by linea alone', 4326),
  ('linea_store', 'attributes', 'linea_store', 'What this file is', NULL);

INSERT INTO gpkg_geometry_columns VALUES ('incidents', 'geom', 'POINT', 4326, 0, 0);
