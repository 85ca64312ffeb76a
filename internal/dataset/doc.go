// Package dataset keeps records: the [Record] and the official [Cell], their Parquet and CSV files, and
// the [Directory] that imports fill and everything else reads.
//
// Its opinion:
//   - A record is kept as its source states it, and one that is set aside is kept with its [Reason].
//   - The columns are listed once, in field.go; every form of a record follows that list.
//   - Rows are streamed: no reader or writer holds more than a row group, whatever the size of the file.
//   - A value out of range, a damaged file and a catalogue that leads elsewhere are refused by name, and
//     not mended.
//
// # Files
//
// Parquet is the lossless form: the columns of [Header], then pay_low, pay_high, hours, fte and coding; several
// values of one cell are joined by ";", so that any tool reads them; text is dictionary-encoded, except
// skills, and everything is compressed with zstd. Files of before a column was added are read without it. CSV
// has exactly [Header]: it loses the ends of a band and keeps its middle, how part-time pay was carried to full
// time, and years of coding, which are no years of work.
//
// # The data directory
//
//	catalogue.json                                 what the directory holds
//	records/source=NAME/year=YYYY/ID.parquet       the records of one import and year
//	cells/source=NAME/year=YYYY/ID.parquet         its cells
//	staging/                                       the rows of an import that is under way
//	lock                                           held while the directory is changed
//
// A file is written once, under a name of its own, and never changed. The catalogue names each with its
// SHA-256; renaming a new catalogue into place is the one moment at which an import, a replacement or a
// removal takes effect. So an import that is killed leaves the state before or the state after, and at
// most some files that no catalogue names; readers do not see these, and the next import removes them.
// Before that moment files and folders are synced, so that the same holds for a loss of power where the
// disk keeps its word (on Windows folders cannot be synced). A directory whose catalogue is lost is refused,
// rather than taken for an empty one and swept.
//
// A [Directory] reads by the catalogue that it has seen: [Directory.Reload] takes notice of another
// process. Where that one has replaced a file in the meantime, reading ends in a Conflict, and works
// again after Reload.
//
// # Limits
//
// Whether a code, a country or a currency exists is for packages taxonomy and money to say, and whether
// two imports of a source overlap for whoever makes them: only the same content is recognised. A
// checksum guards against damage, not against somebody who can write to the directory.
package dataset
