-- Ids are unique by an index that can be made later: filling an empty store is
-- twice as fast without it (load.go). Where it is missing nothing but rows of
-- one such load can be there.

DROP VIEW incidents;

CREATE TABLE incident_rows (
  fid               INTEGER PRIMARY KEY,
  id                TEXT(64) NOT NULL,
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

INSERT INTO incident_rows SELECT * FROM current_incident;
DROP TABLE current_incident;
ALTER TABLE incident_rows RENAME TO current_incident;
CREATE UNIQUE INDEX current_incident_id ON current_incident (id);

CREATE VIEW incidents AS
SELECT fid AS OGC_FID, geom, id, source, kind, subkind,
       occurred_at, occurred_until, date_local, date_local_until, time_precision, time_kind,
       reported_at, found_within_days, radius_m, location_method, origin, persons, cause,
       land, area, summary, via, status, revision, seq, recorded_at
FROM current_incident
WHERE op = 0 AND status <> 'retracted';
