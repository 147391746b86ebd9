"""What is on disk?  The tables of ``library.db``, the only truth, and their version.

=============  ===============================================================================
``documents``  one row a plan: raw text, metadata and how each field was found, outline, noise
``sources``    where a document was found; the same text may have several sources
``passages``   one row a passage: offsets, heading path, item, text, vector (float16)
``lexicon``    FTS5 over search-mode words, heading words and overlapping character pairs; derived
``mentions``   which concept of the store which passage mentions, counted; derived
``findings``   what was read out of a passage: targets, citations, duties; derived
``seals``      checksums of each document's rows, its sources and passages, and of its vectors
``bodies``     a digest of what each document says, by which it is known in another format; derived
``revisions``  which document is a later version of which
``files``      which files were read whole, as they were then, and what was in them
``meta``       schema version, generation, and the stamps of model, segmenter and concept store
=============  ===============================================================================

A removed or replaced document keeps its rows with ``removed = 1``, so that it can be restored; every
reader takes the live ones only, and ``rebuild`` drops what was replaced.

Beside it lies ``library.mark``: the number of the newest generation that was acknowledged.  A library
that is older than its mark has lost changes, as when ``library.db-wal`` is deleted after a crash.
"""

from __future__ import annotations

VERSION = 4

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents(
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  title TEXT NOT NULL,
  year INTEGER, period_from INTEGER, period_to INTEGER,
  year_conflict INTEGER NOT NULL DEFAULT 0,
  issuer TEXT, region TEXT, level TEXT,
  stage TEXT NOT NULL DEFAULT '[]',
  doc_type TEXT NOT NULL,
  found TEXT NOT NULL DEFAULT '{}',
  parent_id TEXT,
  sample INTEGER NOT NULL DEFAULT 0,
  outline TEXT NOT NULL DEFAULT '[]',
  noise TEXT NOT NULL DEFAULT '[]',
  cites TEXT NOT NULL DEFAULT '[]',
  removed INTEGER NOT NULL DEFAULT 0,
  successor TEXT
);
CREATE TABLE sources(
  source TEXT NOT NULL, document INTEGER NOT NULL REFERENCES documents(pk),
  PRIMARY KEY(source, document)
) WITHOUT ROWID;
CREATE INDEX sources_document ON sources(document);
CREATE TABLE passages(
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents(pk),
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  heading_path TEXT NOT NULL, item TEXT,
  text TEXT NOT NULL,
  vector BLOB NOT NULL
);
CREATE INDEX passages_document ON passages(document);
CREATE TABLE mentions(
  concept TEXT NOT NULL, passage INTEGER NOT NULL REFERENCES passages(pk), count INTEGER NOT NULL,
  PRIMARY KEY(concept, passage)
) WITHOUT ROWID;
CREATE INDEX mentions_passage ON mentions(passage);
"""

FINDINGS = """
CREATE TABLE findings(
  passage INTEGER NOT NULL REFERENCES passages(pk), kind TEXT NOT NULL, found TEXT NOT NULL,
  PRIMARY KEY(passage, kind)
) WITHOUT ROWID;
CREATE INDEX findings_kind ON findings(kind, passage);
"""
"""What was read out of a passage when it came in: for each kind a JSON list (targets, citations, duties)."""

SEALS = """
CREATE TABLE seals(
  document INTEGER PRIMARY KEY REFERENCES documents(pk), content BLOB NOT NULL, vectors BLOB NOT NULL
);
"""
"""``content``: SHA-256 of the document's row, sources and passages; ``vectors``: CRC-32 of each vector, in order.

SQLite notices less than half of the damage to its pages (46 of 120 flipped ones), and a title or a year
has no hash of its own."""

VERSIONS = """
CREATE TABLE bodies(document INTEGER PRIMARY KEY REFERENCES documents(pk), key BLOB NOT NULL);
CREATE INDEX bodies_key ON bodies(key);
CREATE INDEX documents_year ON documents(year);
CREATE TABLE revisions(document INTEGER PRIMARY KEY REFERENCES documents(pk), of TEXT NOT NULL);
CREATE TABLE files(
  source TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL, reading TEXT NOT NULL,
  documents TEXT NOT NULL
) WITHOUT ROWID;
"""
"""``key``: see ``Body.key``; ``changed``: nanoseconds; ``reading``: the version of the readers; ``documents``:
a JSON list of ids."""

LEXICON = """
CREATE VIRTUAL TABLE lexicon USING fts5(
  tokens, headings, pairs, content='', contentless_delete=1,
  tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co S* P*'"
);
CREATE VIRTUAL TABLE lexicon_words USING fts5vocab(lexicon, 'col');
"""
"""Contentless: the words and pairs are derived from ``passages.text`` and need not be held twice."""
